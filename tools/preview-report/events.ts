import type { PolicyEvent, PolicySummaryEvent } from "./policy-events";
import type { Diagnostic, PreviewStep, ResourceState } from "./preview";

/** What an event says of a step. */
interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  provider?: string;
  old?: ResourceState | null;
  new?: ResourceState | null;
  keys?: string[] | null;
  diffs?: string[] | null;
  detailedDiff?: Record<string, { diffKind: string; inputDiff?: boolean }> | null;
  logical?: boolean;
}

/** An event of Pulumi's engine, as far as a report wants it. */
export interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  diagnosticEvent?: Diagnostic & { ephemeral?: boolean };
  summaryEvent?: { resourceChanges?: Record<string, number>; PolicyPacks?: Record<string, string> };
  policyEvent?: PolicyEvent;
  policyAnalyzeSummaryEvent?: PolicySummaryEvent;
  policyAnalyzeStackSummaryEvent?: PolicySummaryEvent;
}

const halves = ["create-replacement", "delete-replaced", "read-replacement", "discard-replaced", "import-replacement"];

/** The steps that `pulumi preview --json` would print in one object. */
export function stepsOf(events: EngineEvent[]): PreviewStep[] {
  return events.flatMap(({ resourcePreEvent }) => {
    if (!resourcePreEvent) return [];
    const { op, urn, type, provider, old, new: now, keys, diffs, detailedDiff } = resourcePreEvent.metadata;
    if (/^pulumi:providers:.*::default_/.test(`${type}::${urn.split("::").pop()}`) || halves.includes(op)) return [];
    if (op === "same" && type !== "pulumi:pulumi:Stack") return [];
    return {
      op,
      urn,
      ...(provider && { provider }),
      // They leave out what is false.
      ...(old && { oldState: { ...old, custom: old.custom ?? false } }),
      ...(now && { newState: { ...now, custom: now.custom ?? false } }),
      ...(diffs?.length && { diffReasons: diffs }),
      ...(keys?.length && { replaceReasons: keys }),
      detailedDiff: detailedDiff
        ? Object.fromEntries(
            Object.entries(detailedDiff).map(([path, { diffKind, inputDiff = false }]) => [
              path,
              { kind: diffKind, inputDiff },
            ]),
          )
        : null,
    };
  });
}
