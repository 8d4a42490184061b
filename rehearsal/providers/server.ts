import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { changedKeys } from "./compare";
import { toServiceError } from "./failure";
import type { DiffResult, Provider, ResourceContext } from "./provider";
import { checkResponse, diffResponse, toFailures } from "./responses";
import type { PropertyMap } from "./value";
import { fromStruct, toStruct } from "./wire";

/** A provider that answers on a loopback port. */
export interface ProviderServer {
  /** For example `127.0.0.1:41234`. */
  address: string;
  close(): Promise<void>;
}

type Handler<Request, Response> = (request: Request) => Promise<Response>;

/** Serves a provider as the gRPC service `ResourceProvider`, on a free loopback port. */
export async function serve(provider: Provider): Promise<ProviderServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service(provider));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    close: async () => server.forceShutdown(),
  };
}

function service(provider: Provider): grpc.UntypedServiceImplementation {
  return {
    handshake: unary(async () => new rpc.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptOutputs(true)),
    attach: unary(async () => new Empty()),
    getPluginInfo: unary(async () => new PluginInfo().setVersion(provider.version)),
    getSchema: unary(async () => {
      const schema = { name: provider.name, version: provider.version };
      return new rpc.GetSchemaResponse().setSchema(JSON.stringify(schema));
    }),
    checkConfig: unary(async (request: rpc.CheckRequest) => {
      const config = fromStruct(request.getNews());
      const { inputs, failures } = (await provider.checkConfig?.(config)) ?? { inputs: config };
      return checkResponse(inputs, failures);
    }),
    diffConfig: unary(async (request: rpc.DiffRequest) => {
      const [olds, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      return diffResponse((await provider.diffConfig?.(olds, news)) ?? diffOfConfig(olds, news));
    }),
    configure: unary(async (request: rpc.ConfigureRequest) => {
      await provider.configure?.(fromStruct(request.getArgs()));
      return new rpc.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true).setAcceptoutputs(true);
    }),
    check: unary(async (request: rpc.CheckRequest) => {
      const olds = request.hasOlds() ? fromStruct(request.getOlds()) : undefined;
      const { inputs, failures } = await provider.check(context(request), olds, fromStruct(request.getNews()));
      return checkResponse(inputs, failures);
    }),
    diff: unary(async (request: rpc.DiffRequest) =>
      diffResponse(
        await provider.diff(
          context(request),
          request.getId(),
          fromStruct(request.getOldInputs()),
          fromStruct(request.getOlds()),
          fromStruct(request.getNews()),
          request.getIgnorechangesList(),
        ),
      ),
    ),
    create: unary(async (request: rpc.CreateRequest) => {
      const { id, outputs } = await provider.create(context(request), fromStruct(request.getProperties()));
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    update: unary(async (request: rpc.UpdateRequest) => {
      const { outputs } = await provider.update(
        context(request),
        request.getId(),
        fromStruct(request.getOldInputs()),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
      );
      return new rpc.UpdateResponse().setProperties(toStruct(outputs));
    }),
    read: unary((request: rpc.ReadRequest) => read(provider, request)),
    delete: unary(async (request: rpc.DeleteRequest) => {
      const [inputs, outputs] = [fromStruct(request.getOldInputs()), fromStruct(request.getProperties())];
      await provider.delete(context(request), request.getId(), inputs, outputs);
      return new Empty();
    }),
    invoke: unary(async (request: rpc.InvokeRequest) => {
      if (!provider.invoke)
        throw new Error(`${provider.name} has no functions in a rehearsal, ${request.getTok()} was called`);
      const { result, failures } = await provider.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new rpc.InvokeResponse().setReturn(toStruct(result)).setFailuresList(toFailures(failures));
    }),
    cancel: unary(async () => {
      await provider.cancel?.();
      return new Empty();
    }),
  };
}

function unary<Request, Response>(handler: Handler<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) =>
    void handler(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
}

async function read(provider: Provider, request: rpc.ReadRequest): Promise<rpc.ReadResponse> {
  const [id, inputs, outputs] = [request.getId(), fromStruct(request.getInputs()), fromStruct(request.getProperties())];
  if (!provider.read) {
    return new rpc.ReadResponse().setId(id).setInputs(toStruct(inputs)).setProperties(toStruct(outputs));
  }
  const state = await provider.read(context(request), id, inputs, outputs);
  if (!state) return new rpc.ReadResponse();
  return new rpc.ReadResponse()
    .setId(state.id)
    .setInputs(toStruct(state.inputs ?? inputs))
    .setProperties(toStruct(state.outputs));
}

interface ResourceRequest {
  getUrn(): string;
  getName(): string;
  getType(): string;
  getPreview?(): boolean;
  getTimeout?(): number;
}

function context(request: ResourceRequest): ResourceContext {
  return {
    urn: request.getUrn(),
    type: request.getType(),
    name: request.getName(),
    preview: request.getPreview?.() ?? false,
    timeout: request.getTimeout?.() ?? 0,
  };
}

/** Unless a provider says otherwise, new configuration is taken over without replacing anything. */
function diffOfConfig(olds: PropertyMap, news: PropertyMap): DiffResult {
  const diffs = changedKeys(olds, news);
  return { changes: diffs.length > 0, diffs };
}
