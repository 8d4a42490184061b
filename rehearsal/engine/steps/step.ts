import type { PropertyDiff } from "../../providers/provider";
import type { Journal } from "../journal";
import type { ProviderRegistry } from "../provider-registry";
import type { Manager } from "../provider-client";
import type { Resource } from "../resource";
import type { StoredOperation } from "../stored";
import { isDefaultProvider, isProviderType } from "../urn";

/** What a step does, in Pulumi's words. */
export type Operation =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "import"
  | "import-replacement"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace";

/** How a resource was left: as asked for, existing but not whole, or nobody knows. */
export const Status = { ok: 0, partial: 1, unknown: 2 } as const;

/** A step that didn't do what it should. */
export class StepError extends Error {
  constructor(
    message: string,
    readonly status: (typeof Status)[keyof typeof Status] = Status.ok,
  ) {
    super(message);
  }
}

/** What the program gets back for a registration. */
export interface RegisterResult {
  resource: Resource;
  outcome: "success" | "failed" | "skipped";
}

/** Answers the program. */
export type Answer = (result: RegisterResult) => void;

/** What differs and what of it causes a replacement. */
export interface Reasons {
  keys?: string[];
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff>;
}

/** What a step works with. */
export interface StepContext {
  preview: boolean;
  providers: ProviderRegistry;
  /** URNs of what this run deletes. */
  deletes: ReadonlySet<string>;
}

/** One thing the engine does to one resource. */
export abstract class Step {
  /** False for parts of a replacement that the user doesn't think of as an operation. */
  readonly logical: boolean = true;

  constructor(
    readonly op: Operation,
    /** The resource before the step. */
    readonly old: Resource | undefined,
    /** The resource after it; undefined means it is gone. */
    public now: Resource | undefined,
    readonly answer?: Answer,
    readonly reasons: Reasons = {},
  ) {}

  /** What the step is about. */
  get resource(): Resource {
    return (this.now ?? this.old)!;
  }

  /** Steps that nobody needs to see: default providers come and go by themselves. */
  get internal(): boolean {
    return this.op === "remove-pending-replace" || isDefaultProvider(this.resource.urn);
  }

  /** The operation to count when the step is done, if another. */
  get result(): Operation {
    return this.op;
  }

  /** Does it. Throws a `StepError` if it fails. */
  abstract apply(context: StepContext): Promise<void>;

  /** What the state says while the step is under way. */
  pending(): StoredOperation["type"] | undefined {
    return undefined;
  }

  /** Takes the outcome into the state. */
  commit(journal: Journal): void {
    // Some steps leave nothing behind.
    void journal;
  }

  /** The program's registration failed, or was left out because something it needs failed. */
  refuse(outcome: "failed" | "skipped"): void {
    this.answer?.({ resource: this.resource, outcome });
  }
}

/** The manager of a custom resource. */
export function managerOf(resource: Resource, providers: ProviderRegistry): Manager {
  if (isProviderType(resource.type)) return providers;
  const manager = providers.get(resource.provider);
  if (!manager) throw new StepError(`unknown provider '${resource.provider}' for resource '${resource.urn}'`);
  return manager;
}
