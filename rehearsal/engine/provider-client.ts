import * as grpc from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { fromServiceError, Unimplemented } from "../providers/failure";
import type { CheckResult, DiffResult, ResourceState } from "../providers/provider";
import { fromDiffResponse } from "../providers/responses";
import type { PropertyMap } from "../providers/value";
import { fromStruct, toStruct } from "../providers/wire";
import { nameOf, typeOf } from "./urn";

/** A provider's comparison; where `changes` is missing the engine has to compare the inputs itself. */
export type Difference = Omit<DiffResult, "changes"> & { changes?: boolean };

/** How to run a create or an update: seconds until it should give up (0: no limit), and whether it only previews. */
export interface Mode {
  timeout: number;
  preview: boolean;
}

/** Whatever manages resources: a provider plugin, or the engine itself for providers. */
export interface Manager {
  check(urn: string, olds: PropertyMap | undefined, news: PropertyMap): Promise<CheckResult>;
  diff(
    urn: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    ignore: string[],
  ): Promise<Difference>;
  create(urn: string, inputs: PropertyMap, mode: Mode): Promise<ResourceState>;
  update(
    urn: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    mode: Mode,
    ignore: string[],
  ): Promise<ResourceState>;
  read(urn: string, id: string, inputs: PropertyMap, outputs: PropertyMap): Promise<ResourceState | undefined>;
  delete(urn: string, id: string, inputs: PropertyMap, outputs: PropertyMap, timeout: number): Promise<void>;
}

/** Speaks to a provider over gRPC. */
export class ProviderClient implements Manager {
  private readonly client: ResourceProviderClient;

  constructor(address: string) {
    const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    this.client = new ResourceProviderClient(address, grpc.credentials.createInsecure(), options);
  }

  async checkConfig(urn: string, news: PropertyMap): Promise<CheckResult> {
    const request = named(new rpc.CheckRequest(), urn).setNews(toStruct(news));
    const answer = call<rpc.CheckResponse>((done) => this.client.checkConfig(request, done));
    return orElse(answer.then(fromCheckResponse), { inputs: news });
  }

  async diffConfig(urn: string, olds: PropertyMap, oldOutputs: PropertyMap, news: PropertyMap): Promise<Difference> {
    const request = named(new rpc.DiffRequest(), urn)
      .setOldInputs(toStruct(olds))
      .setOlds(toStruct(oldOutputs))
      .setNews(toStruct(news));
    const answer = call<rpc.DiffResponse>((done) => this.client.diffConfig(request, done));
    return orElse<Difference>(answer.then(fromDiffResponse), {});
  }

  async configure(urn: string, id: string, inputs: PropertyMap): Promise<void> {
    const request = named(new rpc.ConfigureRequest(), urn).setId(id).setArgs(toStruct(inputs)).setAcceptsecrets(true);
    await call((done) => this.client.configure(request, done));
  }

  async check(urn: string, olds: PropertyMap | undefined, news: PropertyMap): Promise<CheckResult> {
    const request = named(new rpc.CheckRequest(), urn).setNews(toStruct(news));
    if (olds) request.setOlds(toStruct(olds));
    return fromCheckResponse(await call((done) => this.client.check(request, done)));
  }

  async diff(
    urn: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    ignore: string[],
  ): Promise<Difference> {
    const request = named(new rpc.DiffRequest(), urn)
      .setId(id)
      .setOldInputs(toStruct(oldInputs))
      .setOlds(toStruct(oldOutputs))
      .setNews(toStruct(news))
      .setIgnorechangesList(ignore);
    return fromDiffResponse(await call((done) => this.client.diff(request, done)));
  }

  async create(urn: string, inputs: PropertyMap, { timeout, preview }: Mode): Promise<ResourceState> {
    const request = named(new rpc.CreateRequest(), urn)
      .setProperties(toStruct(inputs))
      .setTimeout(timeout)
      .setPreview(preview);
    const response = await call<rpc.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
  }

  async update(
    urn: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    { timeout, preview }: Mode,
    ignore: string[],
  ): Promise<ResourceState> {
    const request = named(new rpc.UpdateRequest(), urn)
      .setId(id)
      .setOldInputs(toStruct(oldInputs))
      .setOlds(toStruct(oldOutputs))
      .setNews(toStruct(news))
      .setTimeout(timeout)
      .setPreview(preview)
      .setIgnorechangesList(ignore);
    const response = await call<rpc.UpdateResponse>((done) => this.client.update(request, done));
    return { id, outputs: fromStruct(response.getProperties()) };
  }

  async read(urn: string, id: string, inputs: PropertyMap, outputs: PropertyMap): Promise<ResourceState | undefined> {
    const request = named(new rpc.ReadRequest(), urn)
      .setId(id)
      .setInputs(toStruct(inputs))
      .setProperties(toStruct(outputs));
    const response = await call<rpc.ReadResponse>((done) => this.client.read(request, done));
    if (response.getId() === "") return undefined;
    const live = response.hasInputs() ? fromStruct(response.getInputs()) : undefined;
    return { id: response.getId(), inputs: live, outputs: fromStruct(response.getProperties()) };
  }

  async delete(urn: string, id: string, inputs: PropertyMap, outputs: PropertyMap, timeout: number): Promise<void> {
    const request = named(new rpc.DeleteRequest(), urn)
      .setId(id)
      .setOldInputs(toStruct(inputs))
      .setProperties(toStruct(outputs))
      .setTimeout(timeout);
    await call((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: PropertyMap): Promise<rpc.InvokeResponse> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(toStruct(args));
    return call((done) => this.client.invoke(request, done));
  }

  /** Lets a plugin make a component. */
  async construct(request: rpc.ConstructRequest): Promise<rpc.ConstructResponse> {
    return call((done) => this.client.construct(request, done));
  }

  /** Tells a plugin where the engine answers. */
  async attach(engine: string): Promise<void> {
    const request = new PluginAttach().setAddress(engine);
    await call((done) => this.client.attach(request, done));
  }

  close(): void {
    this.client.close();
  }
}

function named<
  Request extends { setUrn(urn: string): Request; setName(name: string): Request; setType(type: string): Request },
>(request: Request, urn: string): Request {
  return request.setUrn(urn).setName(nameOf(urn)).setType(typeOf(urn));
}

/** What a plugin of components doesn't know about, it has nothing against. */
async function orElse<Result>(answer: Promise<Result>, fallback: Result): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Unimplemented) return fallback;
    throw error;
  }
}

/** Makes a call over gRPC; what goes wrong there is thrown as the provider threw it. */
export function call<Response>(
  send: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error ? reject(fromServiceError(error)) : resolve(response)));
  });
}

function fromCheckResponse(response: rpc.CheckResponse): CheckResult {
  const failures = response
    .getFailuresList()
    .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
  return { inputs: fromStruct(response.getInputs()), failures };
}
