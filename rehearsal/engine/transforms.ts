import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type Callback, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { markOutputs, urnsByKey, withDependencies, withOutputDependencies } from "./output-values";
import { optionsOf, setOptions } from "./transform-options";

/** Functions of a program that change what it registers: a resource's own, then those of its parents, then the stack's. */
export class Transforms {
  private readonly ofStack: Callback[] = [];
  private readonly ofResource = new Map<string, { own: Callback[]; parent: string }>();
  /** Those of components that a plugin is asked for, until it registers them. */
  private readonly ofConstructed = new Map<string, Callback[]>();
  private readonly clients = new Map<string, CallbacksClient>();

  addToStack(callback: Callback): void {
    this.ofStack.push(callback);
  }

  /** Changes a request as the functions say. Returns those that its resource hands down. */
  async apply(request: rpc.RegisterResourceRequest): Promise<Callback[]> {
    const own = this.take(request);
    const all = [...own, ...this.ofParents(request.getParent()), ...this.ofStack];
    if (all.length === 0) return own;
    const tracked = request.getTransformsList().length > 0;
    const properties = markOutputs(request.getObject());
    request.setObject(tracked ? withDependencies(properties, dependenciesByKey(request)) : properties);
    for (const callback of all) await this.call(callback, request);
    noteDependencies(request, tracked);
    return own;
  }

  /** A resource that was registered, for its children. */
  keep(urn: string, parent: string, own: Callback[]): void {
    this.ofResource.set(urn, { own, parent });
  }

  private take(request: rpc.RegisterResourceRequest): Callback[] {
    const key = `${request.getParent()}::${request.getType()}::${request.getName()}`;
    const asked = this.ofConstructed.get(key);
    this.ofConstructed.delete(key);
    if (asked) return asked;
    const own = request.getTransformsList();
    if (request.getRemote() && own.length > 0) this.ofConstructed.set(key, own);
    return own;
  }

  private ofParents(urn: string): Callback[] {
    const resource = this.ofResource.get(urn);
    return resource ? [...resource.own, ...this.ofParents(resource.parent)] : [];
  }

  private async call(callback: Callback, request: rpc.RegisterResourceRequest): Promise<void> {
    const message = new rpc.TransformRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setCustom(request.getCustom())
      .setParent(request.getParent())
      .setProperties(request.getObject())
      .setOptions(optionsOf(request));
    const answer = rpc.TransformResponse.deserializeBinary(await this.invoke(callback, message.serializeBinary()));
    if (answer.hasProperties()) request.setObject(answer.getProperties());
    if (answer.hasOptions()) setOptions(request, answer.getOptions()!);
  }

  private invoke(callback: Callback, bytes: Uint8Array): Promise<Uint8Array> {
    const request = new CallbackInvokeRequest().setToken(callback.getToken()).setRequest(bytes);
    return new Promise((resolve, reject) =>
      this.client(callback.getTarget()).invoke(
        request,
        (error: grpc.ServiceError | null, answer: CallbackInvokeResponse) =>
          error ? reject(new Error(`invoke transform: ${error.details}`)) : resolve(answer.getResponse_asU8()),
      ),
    );
  }

  private client(target: string): CallbacksClient {
    const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    const client = this.clients.get(target) ?? new CallbacksClient(target, grpc.credentials.createInsecure(), options);
    this.clients.set(target, client);
    return client;
  }
}

/** By property, what it depends on. Who says nothing of single properties means all of them. */
function dependenciesByKey(request: rpc.RegisterResourceRequest): Record<string, string[]> {
  const map = request.getPropertydependenciesMap();
  if (map.getLength() > 0 || request.getRemote()) return urnsByKey(map);
  const keys = Object.keys(request.getObject()?.toJavaScript() ?? {});
  return Object.fromEntries(keys.map((key) => [key, request.getDependenciesList()]));
}

/** Writes down what the changed properties depend on. */
function noteDependencies(request: rpc.RegisterResourceRequest, tracked: boolean): void {
  const known = tracked ? {} : dependenciesByKey(request);
  const found = withOutputDependencies(request.getObject(), known);
  const map = request.getPropertydependenciesMap();
  map.clear();
  for (const [key, urns] of Object.entries(found))
    map.set(key, new rpc.RegisterResourceRequest.PropertyDependencies().setUrnsList(urns));
  if (tracked)
    request.setDependenciesList([...new Set([...request.getDependenciesList(), ...Object.values(found).flat()])]);
}
