import type { EngineEvent, StepMetadata } from "../engine/events";
import { nameOf, typeOf } from "../engine/urn";

/** A resource in the tree of what is going on. */
export interface Row {
  urn: string;
  parent: string;
  op: StepMetadata["op"];
  state: "running" | "done" | "failed";
  started: number;
  seconds: number;
}

/** Operations as one would say them while they happen and when they are done. */
const WORDS: Partial<Record<StepMetadata["op"], [string, string]>> = {
  create: ["creating", "created"],
  update: ["updating", "updated"],
  delete: ["deleting", "deleted"],
  replace: ["replacing", "replaced"],
  "create-replacement": ["creating anew", "created anew"],
  "delete-replaced": ["deleting old one", "deleted old one"],
  refresh: ["looking", "looked at"],
  read: ["reading", "read"],
  import: ["importing", "imported"],
  "import-replacement": ["importing", "imported"],
};

/** Keeps account of resources while events come in. */
export class Tree {
  readonly rows = new Map<string, Row>();

  /** Takes an event; returns the row it is about, if it is worth showing. */
  take(event: EngineEvent): Row | undefined {
    const metadata =
      event.resourcePreEvent?.metadata ?? event.resOutputsEvent?.metadata ?? event.resOpFailedEvent?.metadata;
    if (!metadata || /^pulumi:providers:/.test(metadata.type)) return undefined;
    const state = event.resourcePreEvent ? "running" : event.resOpFailedEvent ? "failed" : "done";
    const { op, urn } = metadata;
    const before = this.rows.get(urn);
    const started = state === "running" ? Date.now() : (before?.started ?? Date.now());
    // The marker of a replacement says nothing that its parts don't say.
    if (op === "replace" && before) return undefined;
    const row: Row = {
      urn,
      op,
      state,
      started,
      parent: (metadata.new ?? metadata.old)?.parent ?? "",
      seconds: (Date.now() - started) / 1000,
    };
    this.rows.set(urn, row);
    return row;
  }

  /** Rows in the order of a tree, with their depth. */
  ordered(): { row: Row; depth: number }[] {
    const result: { row: Row; depth: number }[] = [];
    const visit = (parent: string, depth: number): void => {
      for (const row of this.rows.values()) {
        if (row.parent !== parent) continue;
        result.push({ row, depth });
        visit(row.urn, depth + 1);
      }
    };
    visit("", 0);
    const shown = new Set(result.map(({ row }) => row));
    for (const row of this.rows.values()) if (!shown.has(row)) result.push({ row, depth: 1 });
    return result;
  }
}

/** For example `command:remote:Command web-packages`. */
export function label(urn: string): string {
  return `${typeOf(urn).replace(/\/[^:/]*:/, ":")} ${nameOf(urn)}`;
}

/** For example `created`. */
export function word({ op, state }: Row): string {
  if (state === "failed") return "failed";
  return WORDS[op]?.[state === "running" ? 0 : 1] ?? "";
}

/** For example `3.2 s`; nothing if it took no time worth mentioning. */
export function duration(seconds: number): string {
  if (seconds < 0.05) return "";
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
