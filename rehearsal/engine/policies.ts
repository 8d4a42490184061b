import * as rpc from "@pulumi/pulumi/proto/analyzer_pb";
import type { PropertyMap } from "../providers/value";
import { toStruct } from "../providers/wire";
import { PolicyPack } from "./policy-pack";
import type { StackConfig } from "./default-providers";
import type { Reporter } from "./reporter";
import type { Resource } from "./resource";
import { nameOf } from "./urn";

type Level = "advisory" | "mandatory";

/** What the policy packs of a run say, in the engine's events. */
export class Policies {
  private constructor(
    readonly packs: readonly PolicyPack[],
    private readonly reporter: Reporter,
  ) {}

  /** Starts the packs in directories; they see the stack as a program would. */
  static async start(
    directories: readonly string[],
    { project, stack, preview, config }: { project: string; stack: string; preview: boolean; config: StackConfig },
    reporter: Reporter,
  ): Promise<Policies> {
    const names = { ORGANIZATION: "organization", PROJECT: project, STACK: stack, DRY_RUN: String(preview) };
    const environment = {
      ...Object.fromEntries(Object.entries(names).map(([key, value]) => [`PULUMI_NODEJS_${key}`, value])),
      PULUMI_CONFIG: JSON.stringify(config.values),
    };
    const packs: PolicyPack[] = [];
    try {
      for (const directory of directories) packs.push(await PolicyPack.start(directory, environment));
      if (packs.length > 0) reporter.policiesLoaded();
      return new Policies(packs, reporter);
    } catch (error) {
      await Promise.all(packs.map((pack) => pack.close()));
      throw error;
    }
  }

  /** Judges a resource before it is made or changed. False: something mandatory isn't kept. */
  async judge(resource: Resource, provider: Resource | undefined): Promise<boolean> {
    let allowed = true;
    for (const pack of this.packs) {
      const request = new rpc.AnalyzeRequest()
        .setUrn(resource.urn)
        .setType(resource.type)
        .setName(nameOf(resource.urn))
        .setProperties(toStruct(shown(resource.inputs)))
        .setOptions(optionsOf(resource));
      if (provider) request.setProvider(describeProvider(provider));
      const diagnostics = (await pack.analyze(request)).getDiagnosticsList();
      // A rule about one resource speaks of that resource only.
      for (const diagnostic of diagnostics) allowed = this.tell(pack, diagnostic, resource.urn) && allowed;
      this.reporter.policySummary(pack, resource.urn, new Set(diagnostics.map((each) => each.getPolicyname())));
    }
    return allowed;
  }

  /** Judges all resources together, when everything was done. */
  async judgeStack(resources: ReadonlyMap<string, Resource>, stack: string): Promise<void> {
    const list = [...resources.values()].map((resource) => describeResource(resource, resources));
    for (const pack of this.packs) {
      const response = await pack.analyzeStack(new rpc.AnalyzeStackRequest().setResourcesList(list));
      const diagnostics = response.getDiagnosticsList();
      for (const diagnostic of diagnostics)
        this.tell(pack, diagnostic, resources.has(diagnostic.getUrn()) ? diagnostic.getUrn() : stack);
      this.reporter.policySummary(pack, undefined, new Set(diagnostics.map((each) => each.getPolicyname())));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.packs.map((pack) => pack.close()));
  }

  private tell(pack: PolicyPack, diagnostic: rpc.AnalyzeDiagnostic, urn: string): boolean {
    const level = levelOf(diagnostic.getEnforcementlevel());
    this.reporter.policy(pack, {
      resourceUrn: urn,
      message: diagnostic.getMessage(),
      policyName: diagnostic.getPolicyname(),
      enforcementLevel: level,
    });
    return level === "advisory";
  }
}

function levelOf(level: rpc.EnforcementLevel): Level {
  return level === rpc.EnforcementLevel.ADVISORY ? "advisory" : "mandatory";
}

/** Properties without what the engine and its providers keep there for themselves. */
function shown(properties: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

function optionsOf({ protect, ignoreChanges, additionalSecretOutputs, aliases, customTimeouts, parent }: Resource) {
  const { create = 0, update = 0, delete: remove = 0 } = customTimeouts;
  return new rpc.AnalyzerResourceOptions()
    .setProtect(protect)
    .setIgnorechangesList(ignoreChanges)
    .setAdditionalsecretoutputsList(additionalSecretOutputs)
    .setAliasesList(aliases)
    .setCustomtimeouts(
      new rpc.AnalyzerResourceOptions.CustomTimeouts().setCreate(create).setUpdate(update).setDelete(remove),
    )
    .setParent(parent);
}

function describeProvider({ urn, type, inputs }: Resource): rpc.AnalyzerProviderResource {
  return new rpc.AnalyzerProviderResource()
    .setUrn(urn)
    .setType(type)
    .setName(nameOf(urn))
    .setProperties(toStruct(shown(inputs)));
}

function describeResource(resource: Resource, all: ReadonlyMap<string, Resource>): rpc.AnalyzerResource {
  const { urn, type, outputs, parent, dependencies, propertyDependencies, provider } = resource;
  const described = new rpc.AnalyzerResource()
    .setUrn(urn)
    .setType(type)
    .setName(nameOf(urn))
    .setProperties(toStruct(shown(outputs)))
    .setOptions(optionsOf(resource))
    .setParent(parent)
    .setDependenciesList(dependencies);
  for (const [key, urns] of Object.entries(propertyDependencies)) {
    if (urns.length > 0)
      described.getPropertydependenciesMap().set(key, new rpc.AnalyzerPropertyDependencies().setUrnsList(urns));
  }
  const by = provider === "" ? undefined : all.get(provider.slice(0, provider.lastIndexOf("::")));
  return by ? described.setProvider(describeProvider(by)) : described;
}
