import type { Json } from "./recording";
import { shortUrn } from "./scenario";

interface Resource {
  urn: string;
  parent?: string;
  provider?: string;
  deletedWith?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

/** Where the order of a run contradicts the recorded one. Entries are an operation and a shortened URN, as in `calls` and `order`. */
export function contradictions(recorded: string[], got: string[], states: (Json | undefined)[]): string[] {
  const needs = needsOf(states);
  const last = recorded.findLastIndex((entry) => !deletes(entry));
  return recorded.flatMap((later, i) =>
    recorded.slice(0, i).flatMap((earlier) => {
      const bound = related(resourceOf(earlier), resourceOf(later), needs) || (i > last && !deletes(earlier));
      const swapped = bound && got.includes(later) && got.lastIndexOf(earlier) > got.indexOf(later);
      return swapped && later !== earlier && recorded.indexOf(later) === i ? [`${later} came before ${earlier}`] : [];
    }),
  );
}

function deletes(entry: string): boolean {
  return /^(delete|discard)/.test(entry);
}

function resourceOf(entry: string): string {
  return entry.replace(/^preview /, "").split(" ")[1] ?? "";
}

/** What each resource needs directly, as the states around a step tell. */
function needsOf(states: (Json | undefined)[]): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const state of states) {
    for (const resource of (state as { resources?: Resource[] } | undefined)?.resources ?? []) {
      const { urn, parent, deletedWith, provider, dependencies = [], propertyDependencies = {} } = resource;
      const direct = [
        parent,
        deletedWith,
        provider?.replace(/::[^:]*$/, ""),
        ...dependencies,
        ...Object.values(propertyDependencies).flat(),
      ];
      const known = needs.get(shortUrn(urn)) ?? [];
      needs.set(shortUrn(urn), [...known, ...direct.flatMap((need) => (need ? [shortUrn(need)] : []))]);
    }
  }
  return needs;
}

/** True if one can only come after the other. */
function related(a: string, b: string, needs: Map<string, string[]>): boolean {
  return a === b || reaches(a, b, needs, new Set()) || reaches(b, a, needs, new Set());
}

function reaches(from: string, to: string, needs: Map<string, string[]>, seen: Set<string>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return (needs.get(from) ?? []).some((need) => need === to || reaches(need, to, needs, seen));
}
