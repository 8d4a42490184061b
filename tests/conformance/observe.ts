import { byResource, type Normaliser } from "./normalise";
import type { Json, StepRecord } from "./recording";
import { shortUrn, type Step } from "./scenario";

/** An event about one operation on one resource. */
export interface ResourceEvent {
  /** Operation, resource, its state before and after, the difference. */
  metadata: { urn: string; op: string };
  /** Only previewed. */
  planning?: boolean;
  /** Of a failed operation: what is known about the resource. */
  status?: number;
}

/** One line of `--event-log`, as far as it matters here. */
export interface LoggedEvent {
  resourcePreEvent?: ResourceEvent;
  resOutputsEvent?: ResourceEvent;
  resOpFailedEvent?: ResourceEvent;
  diagnosticEvent?: { urn?: string; message?: string; severity?: string };
  policyEvent?: PolicyEvent;
  policyAnalyzeSummaryEvent?: PolicyEvent;
  policyAnalyzeStackSummaryEvent?: PolicyEvent;
  summaryEvent?: { resourceChanges?: Record<string, number> };
}

/** A rule that isn't kept, or the rules that are and aren't. */
export interface PolicyEvent {
  resourceUrn?: string;
  message?: string;
}

/** What either engine gave back for one step. */
export interface Observation {
  exitCode: number | "killed";
  events: LoggedEvent[];
  /** What `preview --json` prints, parsed. */
  preview?: { steps?: { urn: string }[] };
  /** What `stack export --show-secrets` prints, parsed. */
  state: { deployment?: { resources?: { urn: string }[]; pending_operations?: object[] } };
  /** Everything that was shown or stored: no secret may be in it. */
  shown: string;
}

/** The record of a step, and the state after it. `calls`: what the provider was asked; `before`: the state that the step before left. */
export function toRecord(
  step: Step,
  seen: Observation,
  calls: string[],
  before: Json,
  normaliser: Normaliser,
): { record: StepRecord; after: Json } {
  const record: StepRecord = {
    step,
    exitCode: seen.exitCode,
    calls,
    order: seen.events.flatMap(({ resourcePreEvent: event }) =>
      event ? [`${event.metadata.op} ${shortUrn(event.metadata.urn)}`] : [],
    ),
    events: normaliser.value(byResource(seen.events.flatMap(flat).filter((event) => !late(event, seen)))) as Json[],
    changes: normaliser.value(seen.events.find((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {}),
    errors: byResource(seen.events.flatMap(errors)),
  };
  const policies = seen.events.flatMap(said);
  if (policies.length > 0) record.policies = normaliser.value(byResource(policies)) as Json[];
  if (seen.preview) {
    record.preview = normaliser.value({
      ...seen.preview,
      diagnostics: undefined,
      steps: byResource(seen.preview.steps ?? []),
    });
  }
  const { resources = [], pending_operations = [] } = seen.state.deployment ?? {};
  const after = normaliser.value({ resources: byResource(resources), pending_operations });
  if (JSON.stringify(after) !== JSON.stringify(before)) record.state = after;
  return { record, after };
}

/** Events about rules, with the resource under the name that other events have for it. */
function said(event: LoggedEvent): { urn?: string; event: string }[] {
  const kinds = ["policyEvent", "policyAnalyzeSummaryEvent", "policyAnalyzeStackSummaryEvent"] as const;
  return kinds.flatMap((kind) => {
    const of = event[kind];
    return of ? [{ event: kind, urn: of.resourceUrn, ...of }] : [];
  });
}

interface FlatEvent {
  planning?: boolean;
  status?: number;
  event: string;
  urn: string;
  op: string;
}

function flat({ resourcePreEvent, resOutputsEvent, resOpFailedEvent }: LoggedEvent): FlatEvent[] {
  const one = (event: string, of: ResourceEvent | undefined): FlatEvent[] => {
    if (!of) return [];
    const { metadata, planning, status } = of;
    return [{ event, planning, status, ...metadata }];
  };
  return [...one("pre", resourcePreEvent), ...one("outputs", resOutputsEvent), ...one("failed", resOpFailedEvent)];
}

/** Whether the outputs of the stack still arrive is a matter of luck when a run fails. */
function late({ event, urn }: FlatEvent, { exitCode }: Observation): boolean {
  return exitCode !== 0 && event === "outputs" && urn.includes("::pulumi:pulumi:Stack::");
}

function errors({ diagnosticEvent: event }: LoggedEvent): { urn: string; line: string }[] {
  if (event?.severity !== "error" || !event.urn) return [];
  const lines = (event.message ?? "").replace(/<\{%.*?%\}>/g, "").split("\n");
  const line = lines.find((text) => text.trim() !== "") ?? "";
  return [{ urn: event.urn ?? "", line: line.trim().replace(/'\/[^']*'/g, "'…'") }];
}
