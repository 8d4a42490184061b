import type { PropertyMap } from "./value";

/** One property whose value differs, as the command line prints it. `path` is Pulumi's property path, for example `tags[0].name`. */
export interface PropertyDiff {
  kind: "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";
  /** True where old and new *inputs* were compared, false where new inputs were compared with old outputs. */
  inputDiff?: boolean;
}

/** What a provider says about the change from one set of inputs to another. */
export interface DiffResult {
  /** False: nothing to do. */
  changes: boolean;
  /** Top-level properties that differ. */
  diffs?: string[];
  /** Top-level properties whose change needs a new resource. */
  replaces?: string[];
  /** Keyed by property path. Real providers differ in whether they send it; follow the one that is imitated. */
  detailedDiff?: Record<string, PropertyDiff>;
  /** The old resource has to go before its successor can be made. */
  deleteBeforeReplace?: boolean;
}

/** A property that a provider refuses, reported before anything is touched. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** Inputs as they will be kept, or why they are refused. */
export interface CheckResult {
  inputs: PropertyMap;
  failures?: CheckFailure[];
}

/** What an operation works on. */
export interface ResourceContext {
  urn: string;
  /** Type token, for example `command:remote:Command`. */
  type: string;
  /** The last part of the URN. */
  name: string;
  /** True while the operation only previews: nothing may be touched. */
  preview: boolean;
  /** Seconds until the operation should give up; 0 means none was asked for. */
  timeout: number;
}

/** What exists after a create, update or read. */
export interface ResourceState {
  id: string;
  /** Outputs. What derives from a secret input is wrapped as a secret by the provider. Ids are repeated here as `id` where the real one does. */
  outputs: PropertyMap;
  /** Inputs as they would be written today; only a read answers with them, and a partial failure may. */
  inputs?: PropertyMap;
}

/** Thrown by create or update when the resource exists but isn't whole: it is kept in the state and repaired by the next run. */
export class PartialFailure extends Error {
  constructor(
    readonly state: ResourceState,
    readonly reasons: string[],
  ) {
    super(reasons.join("; "));
  }
}

/**
 * A Pulumi provider as plain functions over plain values in which secrets and unknowns are wrapped objects (see `value.ts`).
 * `server.ts` serves it as the gRPC service `ResourceProvider`, to the built-in engine and to the real command line alike.
 */
export interface Provider {
  /** Package name, for example `digitalocean`. */
  name: string;
  /** The version of the real provider that is imitated. */
  version: string;
  /** Validates the provider's own configuration. Without it everything is accepted. */
  checkConfig?(config: PropertyMap): Promise<CheckResult>;
  /** Compares two configurations. Without it a change is taken over and nothing is replaced. */
  diffConfig?(olds: PropertyMap, news: PropertyMap): Promise<DiffResult>;
  /** Provider configuration, once, before anything else. It is skipped at a preview that doesn't know all of it yet. */
  configure?(config: PropertyMap): Promise<void>;
  /** Validates inputs and fills in defaults. `olds` are the inputs of the last run, if there was one. */
  check(context: ResourceContext, olds: PropertyMap | undefined, news: PropertyMap): Promise<CheckResult>;
  /** Compares. `oldOutputs` is the recorded state, `oldInputs` what was asked for then. */
  diff(
    context: ResourceContext,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    ignoreChanges: string[],
  ): Promise<DiffResult>;
  /** With `context.preview` it answers with what will be known only, the rest unknown, and an empty id. */
  create(context: ResourceContext, inputs: PropertyMap): Promise<ResourceState>;
  update(
    context: ResourceContext,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
  ): Promise<ResourceState>;
  /** Undefined: it is gone. */
  read?(
    context: ResourceContext,
    id: string,
    inputs: PropertyMap,
    outputs: PropertyMap,
  ): Promise<ResourceState | undefined>;
  delete(context: ResourceContext, id: string, inputs: PropertyMap, outputs: PropertyMap): Promise<void>;
  /** Functions such as `digitalocean:index/getSizes:getSizes`. */
  invoke?(token: string, args: PropertyMap): Promise<{ result: PropertyMap; failures?: CheckFailure[] }>;
  /** The run was interrupted: operations in flight should end soon, cleanly. */
  cancel?(): Promise<void>;
}
