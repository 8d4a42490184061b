import { stripVTControlCharacters } from "node:util";
import type { EngineEvent } from "./events";

/** One thing that a policy found. */
export interface PolicyViolation {
  pack: string;
  policy: string;
  /** Pulumi's word: `mandatory` stops an update, `advisory` doesn't. */
  level: string;
  message: string;
  /** The resource; absent if it is about the whole stack. */
  urn?: string;
}

/** What policies said of a preview. */
export interface PolicyResults {
  violations: PolicyViolation[];
  /** Rules that had nothing to say against any resource, as far as the events tell. */
  passed: string[];
}

/** A finding, as the engine tells it. */
export interface PolicyEvent {
  resourceUrn?: string;
  message?: string;
  policyName?: string;
  policyPackName?: string;
  enforcementLevel?: string;
}

/** Which rules were asked about a resource, and what came of it. */
export interface PolicySummaryEvent {
  policyPackName?: string;
  passed?: string[];
  failed?: string[];
}

/** Reads events of an engine, one JSON object a line; lines that are none are left out. Undefined if no pack was asked. */
export function readPolicies(text: string): PolicyResults | undefined {
  const events = text.split("\n").flatMap((line) => (line.startsWith("{") && /"policy/i.test(line) ? parse(line) : []));
  return policiesOf(events);
}

/** Whether a finding stops an update. */
export function isMandatory({ level }: PolicyViolation): boolean {
  return level === "mandatory";
}

/** What policies said, out of events; undefined if no pack was asked. */
export function policiesOf(events: EngineEvent[]): PolicyResults | undefined {
  const packs = events.flatMap(({ summaryEvent }) => Object.keys(summaryEvent?.PolicyPacks ?? {}));
  const violations = new Map<string, PolicyViolation>();
  const passed = new Set<string>();
  const failed = new Set<string>();
  for (const { policyEvent, policyAnalyzeSummaryEvent, policyAnalyzeStackSummaryEvent } of events) {
    if (policyEvent) {
      const { resourceUrn, message = "", policyName = "", policyPackName = "", enforcementLevel = "" } = policyEvent;
      const violation = {
        ...{ pack: policyPackName, policy: policyName, level: enforcementLevel, message: plain(message) },
        ...(resourceUrn && { urn: resourceUrn }),
      };
      violations.set(JSON.stringify(violation), violation);
      failed.add(policyName);
    }
    const summary = policyAnalyzeSummaryEvent ?? policyAnalyzeStackSummaryEvent;
    for (const name of summary?.passed ?? []) passed.add(name);
    for (const name of summary?.failed ?? []) failed.add(name);
  }
  if (packs.length + violations.size + passed.size + failed.size === 0) return undefined;
  return {
    violations: [...violations.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, violation]) => violation),
    passed: [...passed].filter((name) => !failed.has(name)).sort(),
  };
}

function parse(line: string): EngineEvent[] {
  try {
    return [JSON.parse(line) as EngineEvent];
  } catch {
    return [];
  }
}

/** Without the colours of the command line. */
function plain(text: string): string {
  return stripVTControlCharacters(text.replaceAll(/<\{%[^%]*%\}>/g, "")).trim();
}
