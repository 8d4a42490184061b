import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { containsUnknown, type PropertyMap } from "../providers/value";
import { fromStruct, toStruct } from "../providers/wire";
import { versionInputs, type DefaultProviders } from "./default-providers";
import type { Deployment } from "./deployment";
import { readGoal, readPosition } from "./goal";
import { ProviderClient } from "./provider-client";
import type { Goal } from "./resource";
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
};
// Newer than the SDK's list; it takes whatever isn't a success for a failure.
const SKIP = 2 as typeof Result.FAIL;
const OUTCOMES = { success: Result.SUCCESS, failed: Result.FAIL, skipped: SKIP };

/** What the monitor needs to know of the run. */
export interface MonitorOptions {
  projectDir: string;
  /** Fulfilled when the program may exit. */
  shutdown: Promise<void>;
  /** The program said that it has registered everything. */
  onSignal: () => void;
}

/** Pulumi's service `ResourceMonitor`: what a program calls to get its resources. */
export class Monitor {
  private readonly goals = new Map<string, Goal>();
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
    const label = `${request.getType()} "${request.getName()}"`;
    if (request.getRemote())
      throw new Error(`${label} is made by a plugin: components from plugins can't be rehearsed`);
    if (request.getImportid() !== "") throw new Error(`${label} is to be imported: a rehearsal has nothing to import`);
    const goal = readGoal(request, this.goals.get(request.getParent()), this.options.projectDir);
    const providers = this.providersOf(request);
    if (goal.custom) await this.setProvider(goal, providers, request.getVersion());
    const { resource, outcome } = await this.update.register(goal);
    this.goals.set(resource.urn, goal);
    if (!goal.custom) this.componentProviders.set(resource.urn, providers);
    if (outcome !== "success" && !request.getSupportsresultreporting()) throw new Error("resource registration failed");
    const partial = request.getSupportspartialvalues();
    const known = Object.entries(resource.outputs).filter(([, value]) => partial || !containsUnknown(value));
    const outputs: PropertyMap = goal.custom ? Object.fromEntries(known) : {};
    return new rpc.RegisterResourceResponse()
      .setUrn(resource.urn)
      .setId(resource.id)
      .setObject(
        toStruct(outputs, { secrets: request.getAcceptsecrets(), resourceReferences: request.getAcceptresources() }),
      )
      .setResult(OUTCOMES[outcome]);
  }

  /** Explicit providers by package: the resource's own, then its parents'. */
  private providersOf(request: rpc.RegisterResourceRequest): Record<string, string> {
    const own: Record<string, string> = {};
    request.getProvidersMap().forEach((reference, name) => (own[name] = reference));
    return { ...this.componentProviders.get(request.getParent()), ...own };
  }

  private async setProvider(goal: Goal, providers: Record<string, string>, version: string): Promise<void> {
    if (isProviderType(goal.type)) {
      if (version !== "") Object.assign(goal.inputs, versionInputs(version));
      return;
    }
    const packageName = packageOf(goal.type);
    goal.provider ||= providers[packageName] ?? "";
    goal.provider ||= await this.defaults.get(packageName, version);
  }

  private async read(request: rpc.ReadResourceRequest): Promise<rpc.ReadResourceResponse> {
    const provider =
      request.getProvider() || (await this.defaults.get(packageOf(request.getType()), request.getVersion()));
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
    const provider =
      request.getProvider() || (await this.defaults.get(packageOf(request.getTok()), request.getVersion()));
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
