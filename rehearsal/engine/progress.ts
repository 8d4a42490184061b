import type { Resource } from "./resource";

/** What a run has found out and decided so far, by URN. */
export class Progress {
  readonly registered = new Set<string>();
  readonly creates = new Set<string>();
  readonly updates = new Set<string>();
  readonly replaces = new Set<string>();
  readonly deletes = new Set<string>();
  readonly sames = new Set<string>();
  readonly reads = new Set<string>();
  /** Resources, not URNs, whose deletion was begun because of a replacement. */
  readonly pendingDeletes = new Set<Resource>();
  /** Why a resource has to be made again after it was deleted for the sake of another. */
  readonly dependentReplaceKeys = new Map<string, string[]>();
  /** From the URN a resource had to the one it has. */
  readonly aliased = new Map<string, string>();
  /** From the URN a resource has to the one it had. */
  readonly formerly = new Map<string, string>();
  /** Provider resources as the program wants them, by current and former URN. */
  readonly providers = new Map<string, Resource>();
  /** Resources that were dealt with. */
  readonly news = new Map<string, Resource>();

  /** True if the resource of this URN, or its successor of another name, is still wanted. */
  isKept(urn: string): boolean {
    const current = this.aliased.get(urn) ?? urn;
    return [this.sames, this.updates, this.replaces, this.reads].some((set) => set.has(current));
  }

  /** URNs that were decided on; whoever still depends on one of them does so no longer. */
  decided(): Set<string> {
    return new Set([...this.reads, ...this.creates, ...this.sames, ...this.updates, ...this.deletes, ...this.replaces]);
  }
}
