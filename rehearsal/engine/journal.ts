import { storeResource, sealed } from "./serialize";
import { normalizeUrns } from "./normalize";
import type { Resource } from "./resource";
import type { StateFile } from "./state-file";
import type { StoredOperation } from "./stored";

/**
 * Keeps the state file true while a run changes things: what this run has dealt with comes first, in the order it was dealt with, then what
 * is left of the state it began with.
 */
export class Journal {
  private base: Resource[];
  private news: Resource[] = [];
  private readonly removed = new Set<Resource>();
  private readonly pending = new Map<object, { resource: Resource; type: StoredOperation["type"] }>();
  private dirty = false;

  constructor(private readonly file: StateFile) {
    this.base = file.resources;
  }

  /** Notes that something is about to happen to a resource. The result ends the note. */
  begin(resource: Resource, type: StoredOperation["type"]): () => void {
    const token = {};
    this.pending.set(token, { resource, type });
    this.write();
    return () => this.pending.delete(token);
  }

  /** Takes a resource into the state, instead of `old` if there is one. */
  add(resource: Resource, old?: Resource): void {
    if (!this.news.includes(resource)) this.news.push(resource);
    if (old && old !== resource) this.removed.add(old);
    this.dirty = true;
  }

  /** Takes a resource out of the state. */
  remove(resource: Resource): void {
    this.removed.add(resource);
    this.dirty = true;
  }

  /** A refresh found the resources as they are now; `undefined` means gone. */
  rebase(resources: Resource[]): void {
    this.base = resources;
    this.news = [];
    this.removed.clear();
    this.write();
  }

  /** Writes now. */
  write(): void {
    const hide = sealed((text) => this.file.encrypt(text));
    const kept = [...this.news, ...this.base].filter((resource) => !this.removed.has(resource));
    const begun = [...this.pending.values()].map(({ resource, type }) => ({
      resource: storeResource(resource, hide),
      type,
    }));
    const unknown = this.file.pendingOperations.filter(({ type }) => type === "creating");
    this.file.write(normalizeUrns(kept.map((resource) => storeResource(resource, hide))), [...begun, ...unknown]);
    this.dirty = false;
  }

  /** Writes what was noted since the last write. */
  close(): void {
    if (this.dirty) this.write();
  }
}
