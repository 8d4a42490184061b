import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { containsUnknown } from "../providers/value";
import { fromStruct, toStruct } from "../providers/wire";
import { constructRequest, fromConstructResponse, type ConstructContext, type Constructed } from "./construct";
import { versionInputs, type DefaultProviders, type StackConfig } from "./default-providers";
import type { Deployment } from "./deployment";
import { inherit, readGoal, readPosition } from "./goal";
import { problemMessage } from "./messages";
import { Packages, type PackageRequest } from "./packages";
import { ProviderClient } from "./provider-client";
import type { Goal } from "./resource";
import { Transforms } from "./transforms";
import { isProviderType, packageOf } from "./urn";
import { RunEnded, type Update } from "./update";

const { ResourceMonitorFeature: F, Result } = rpc;
const FEATURES = {
  secrets: F.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: F.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  outputValues: F.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  aliasSpecs: F.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  replacementTrigger: F.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  deletedWith: F.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  replaceWith: F.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  transforms: F.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
};
// Newer than the SDK's list; it takes whatever isn't a success for a failure.
const SKIP = 2 as typeof Result.FAIL;
const OUTCOMES = { success: Result.SUCCESS, failed: Result.FAIL, skipped: SKIP };

/** What the monitor needs to know of the run. */
export interface MonitorOptions {
  projectDir: string;
  config: StackConfig;
  parallel: number;
  /** Where this service answers. */
  address: () => string;
  /** Fulfilled when the program may exit. */
  shutdown: Promise<void>;
  /** The program said that it has registered everything. */
  onSignal: () => void;
}

/** Pulumi's service `ResourceMonitor`: what a program calls to get its resources. */
export class Monitor {
  private readonly goals = new Map<string, Goal>();
  private readonly packages = new Packages();
  private readonly transforms = new Transforms();
  private readonly componentProviders = new Map<string, Record<string, string>>();

  constructor(
    private readonly deployment: Deployment,
    private readonly update: Update,
    private readonly defaults: DefaultProviders,
    private readonly options: MonitorOptions,
  ) {}

  /** Adds the service to a server. */
  serve(server: grpc.Server): void {
    server.addService(ResourceMonitorService, {
      supportsFeature: unary(async (request: rpc.SupportsFeatureRequest) =>
        new rpc.SupportsFeatureResponse().setHassupport(request.getId() in FEATURES),
      ),
      getDeploymentInfo: unary(async () =>
        new rpc.DeploymentInfo()
          .setProject(this.deployment.project)
          .setStack(this.deployment.stack)
          .setDryrun(this.deployment.preview)
          .setSupportedfeaturesList(Object.values(FEATURES)),
      ),
      registerResource: unary((request: rpc.RegisterResourceRequest) => this.register(request)),
      registerResourceOutputs: unary(async (request: rpc.RegisterResourceOutputsRequest) => {
        await this.update.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
        return new Empty();
      }),
      registerStackTransform: unary(async (callback: Callback) => {
        this.transforms.addToStack(callback);
        return new Empty();
      }),
      registerPackage: unary(async (request: rpc.RegisterPackageRequest) =>
        new rpc.RegisterPackageResponse().setRef(this.packages.register(request)),
      ),
      readResource: unary((request: rpc.ReadResourceRequest) => this.read(request)),
      invoke: unary((request: rpc.ResourceInvokeRequest) => this.invoke(request)),
      signalAndWaitForShutdown: unary(async () => {
        this.options.onSignal();
        await this.options.shutdown;
        return new Empty();
      }),
    });
  }

  private async register(request: rpc.RegisterResourceRequest): Promise<rpc.RegisterResourceResponse> {
    inherit(request, this.goals.get(request.getParent()));
    if (request.getCustom() || request.getRemote())
      request.setProvider(request.getProvider() || (this.providersOf(request)[packageOf(request.getType())] ?? ""));
    const handedDown = await this.transforms.apply(request);
    const providers = this.providersOf(request);
    if (request.getRemote()) return this.construct(request, providers);
    const goal = readGoal(request, this.options.projectDir);
    if (goal.custom) await this.setProvider(goal, request);
    const { resource, outcome } = await this.update.register(goal);
    this.goals.set(resource.urn, goal);
    this.transforms.keep(resource.urn, goal.parent, handedDown);
    if (!goal.custom) this.componentProviders.set(resource.urn, providers);
    if (outcome !== "success" && !request.getSupportsresultreporting()) throw new Error("resource registration failed");
    const outputs = goal.custom ? resource.outputs : {};
    return registered(request, { urn: resource.urn, outputs, dependencies: {} })
      .setId(resource.id)
      .setResult(OUTCOMES[outcome]);
  }

  /** A component that a plugin makes: it registers the component and its children here itself. */
  private async construct(
    request: rpc.RegisterResourceRequest,
    providers: Record<string, string>,
  ): Promise<rpc.RegisterResourceResponse> {
    const [type, name] = [request.getType(), request.getName()];
    const packageName = packageOf(type);
    const reference = request.getProvider() || (await this.defaultProvider(packageName, request));
    const plugin = this.deployment.providers.get(reference);
    if (!(plugin instanceof ProviderClient))
      throw this.deployment.report(`unknown provider '${reference}' for ${type} "${name}"`);
    const made = plugin.construct(constructRequest(request, providers, this.context())).then(fromConstructResponse);
    const component = await this.update.remote(made, (reason) => problemMessage(type, name, reason));
    return registered(request, component);
  }

  private context(): ConstructContext {
    const { project, stack, preview } = this.deployment;
    const { config, parallel, address } = this.options;
    return { project, stack, preview, config, parallel, monitor: address() };
  }

  /** Explicit providers by package: the resource's own, then its parents'. */
  private providersOf(request: rpc.RegisterResourceRequest): Record<string, string> {
    const own: Record<string, string> = {};
    request.getProvidersMap().forEach((reference, name) => (own[name] = reference));
    return { ...this.componentProviders.get(request.getParent()), ...own };
  }

  private async setProvider(goal: Goal, request: rpc.RegisterResourceRequest): Promise<void> {
    if (isProviderType(goal.type)) {
      const version = this.packages.version(request);
      if (version !== "") Object.assign(goal.inputs, versionInputs(version));
      return;
    }
    goal.provider ||= await this.defaultProvider(packageOf(goal.type), request);
  }

  private defaultProvider(packageName: string, request: PackageRequest): Promise<string> {
    return this.defaults.get(packageName, this.packages.version(request));
  }

  private async read(request: rpc.ReadResourceRequest): Promise<rpc.ReadResourceResponse> {
    const provider = request.getProvider() || (await this.defaultProvider(packageOf(request.getType()), request));
    const { resource } = await this.update.read({
      type: request.getType(),
      name: request.getName(),
      id: request.getId(),
      parent: request.getParent(),
      inputs: fromStruct(request.getProperties()),
      dependencies: request.getDependenciesList(),
      provider,
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      ...readPosition(request, this.options.projectDir),
    });
    const options = { secrets: request.getAcceptsecrets(), resourceReferences: request.getAcceptresources() };
    return new rpc.ReadResourceResponse().setUrn(resource.urn).setProperties(toStruct(resource.outputs, options));
  }

  private async invoke(request: rpc.ResourceInvokeRequest): Promise<rpc.ResourceInvokeResponse> {
    const args = fromStruct(request.getArgs());
    if (request.getTok() === "pulumi:pulumi:getResource") return this.getResource(String(args.urn));
    const provider = request.getProvider() || (await this.defaultProvider(packageOf(request.getTok()), request));
    const manager = this.deployment.providers.get(provider);
    if (!(manager instanceof ProviderClient)) return new rpc.ResourceInvokeResponse();
    const answer = await manager.invoke(request.getTok(), args);
    return new rpc.ResourceInvokeResponse().setReturn(answer.getReturn()).setFailuresList(answer.getFailuresList());
  }

  private getResource(urn: string): rpc.ResourceInvokeResponse {
    const resource = this.deployment.progress.news.get(urn);
    if (!resource) throw new Error(`unknown resource ${urn}`);
    return new rpc.ResourceInvokeResponse().setReturn(toStruct({ urn, id: resource.id, state: resource.outputs }));
  }
}

/** The answer to a registration, in values that the program understands. */
function registered(
  request: rpc.RegisterResourceRequest,
  { urn, outputs, dependencies }: Constructed,
): rpc.RegisterResourceResponse {
  const partial = request.getSupportspartialvalues();
  const known = Object.entries(outputs).filter(([, value]) => partial || !containsUnknown(value));
  const options = { secrets: request.getAcceptsecrets(), resourceReferences: request.getAcceptresources() };
  const answer = new rpc.RegisterResourceResponse().setUrn(urn).setObject(toStruct(Object.fromEntries(known), options));
  for (const [key, urns] of Object.entries(dependencies)) {
    const message = new rpc.RegisterResourceResponse.PropertyDependencies().setUrnsList(urns);
    answer.getPropertydependenciesMap().set(key, message);
  }
  return answer;
}

/** A handler from a function. A run that has ended is reported in a way that makes the SDK stop quietly. */
export function unary<Request, Response>(
  handle: (request: Request) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, done) =>
    void handle(call.request).then(
      (response) => done(null, response),
      (error: unknown) => {
        const details = error instanceof Error ? error.message : String(error);
        done({ code: error instanceof RunEnded ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN, details });
      },
    );
}
