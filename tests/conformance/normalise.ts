import type { Json } from "./recording";

/** What says when and where, not what. */
const dropped = new Set([
  "sequence",
  "timestamp",
  "created",
  "modified",
  "duration",
  "durationSeconds",
  "sourcePosition",
  "stackTrace",
]);

/** Lists of URNs that have no order: the SDK sends them as they become known. */
const sets = new Set(["dependencies", "propertyDependencies"]);

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Makes two runs of a scenario comparable. One for a whole scenario: random ids are numbered in order of appearance. */
export class Normaliser {
  private readonly ids = new Map<string, string>();

  /** The value without what differs from run to run, its keys sorted. */
  value(value: unknown): Json {
    if (typeof value === "string") return value.replace(UUID, (id) => this.id(id));
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (typeof value !== "object" || value === null) return value as Json;
    const entries = Object.entries(value)
      .filter(([key, item]) => !dropped.has(key) && item !== undefined)
      .map(([key, item]) => [key, sets.has(key) ? sorted(item) : item] as const);
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, this.value(item)]),
    );
  }

  private id(id: string): string {
    if (id === UNKNOWN) return id;
    const known = this.ids.get(id) ?? `id-${this.ids.size + 1}`;
    this.ids.set(id, known);
    return known;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}

/** Sorted by resource; what concerns the same resource stays in its order. Independent resources have no order of their own. */
export function byResource<T extends { urn?: string }>(items: T[]): T[] {
  return [...items].sort((a, b) => compareText(a.urn ?? "", b.urn ?? ""));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
