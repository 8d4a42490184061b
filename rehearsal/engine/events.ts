import type { PropertyDiff } from "../providers/provider";
import { blinded, toJson } from "./serialize";
import type { JsonMap } from "./stored";
import type { Resource } from "./resource";
import type { Operation, Step } from "./steps/step";

/** A resource as events show it. */
export interface StateMetadata {
  type: string;
  urn: string;
  custom?: boolean;
  delete?: boolean;
  id: string;
  parent: string;
  protect?: boolean;
  external?: boolean;
  retainOnDelete?: boolean;
  inputs: JsonMap;
  outputs: JsonMap;
  provider: string;
  initErrors?: string[];
  hideDiffs?: (string | number)[][];
}

/** A step as events show it. */
export interface StepMetadata {
  op: Operation;
  urn: string;
  type: string;
  old: StateMetadata | null;
  new: StateMetadata | null;
  keys?: string[];
  diffs?: string[];
  detailedDiff: Record<string, { diffKind: PropertyDiff["kind"]; inputDiff: boolean }> | null;
  logical?: boolean;
  provider: string;
}

/** How often each operation was done. */
export type Changes = Partial<Record<Operation, number>>;

/** What an engine tells about its work, as `pulumi up --event-log` writes it. */
export interface EngineEvent {
  sequence: number;
  timestamp: number;
  preludeEvent?: { config: Record<string, string> };
  resourcePreEvent?: { metadata: StepMetadata; planning?: boolean };
  resOutputsEvent?: { metadata: StepMetadata; planning?: boolean };
  resOpFailedEvent?: { metadata: StepMetadata; status: number; steps: number };
  diagnosticEvent?: Diagnostic & { color: string };
  policyLoadEvent?: object;
  policyEvent?: PolicyPackOf & PolicyFinding & { color: string };
  policyAnalyzeSummaryEvent?: PolicyPackOf & { resourceUrn: string; passed?: string[]; failed?: string[] };
  policyAnalyzeStackSummaryEvent?: PolicyPackOf & { passed?: string[]; failed?: string[] };
  summaryEvent?: {
    maybeCorrupt: boolean;
    durationSeconds: number;
    resourceChanges: Changes;
    PolicyPacks: Record<string, string>;
    isPreview: boolean;
    result: "succeeded" | "failed";
  };
}

/** Which policy pack an event is of. */
export interface PolicyPackOf {
  policyPackName: string;
  policyPackVersion: string;
  policyPackVersionTag: string;
}

/** A rule that isn't kept. */
export interface PolicyFinding {
  resourceUrn: string;
  message: string;
  policyName: string;
  enforcementLevel: "advisory" | "mandatory";
}

/** A message to the user. */
export interface Diagnostic {
  urn?: string;
  prefix?: string;
  message: string;
  severity: "debug" | "info" | "info#err" | "warning" | "error";
  ephemeral?: boolean;
}

/** A step as events show it, at this moment. */
export function describeStep(step: Step, op: Operation = step.op): StepMetadata {
  const { keys = [], diffs = [], detailedDiff } = step.reasons;
  return {
    op,
    urn: step.resource.urn,
    type: step.resource.type,
    old: describeResource(step.old),
    new: describeResource(step.now),
    ...(keys.length > 0 && { keys }),
    ...(diffs.length > 0 && { diffs }),
    detailedDiff: detailedDiff ? describeDiff(detailedDiff) : null,
    ...(step.logical && { logical: true }),
    provider: step.resource.provider,
  };
}

function describeDiff(detailed: Record<string, PropertyDiff>): NonNullable<StepMetadata["detailedDiff"]> {
  return Object.fromEntries(
    Object.entries(detailed).map(([path, { kind, inputDiff }]) => [
      path,
      { diffKind: kind, inputDiff: inputDiff ?? false },
    ]),
  );
}

function describeResource(resource: Resource | undefined): StateMetadata | null {
  if (!resource) return null;
  const { type, urn, id, parent, provider, inputs, outputs } = resource;
  return {
    type,
    urn,
    ...(resource.custom && { custom: true }),
    ...(resource.delete && { delete: true }),
    id,
    parent,
    ...(resource.protect && { protect: true }),
    ...(resource.external && { external: true }),
    ...(resource.retainOnDelete && { retainOnDelete: true }),
    inputs: toJson(inputs, blinded),
    outputs: toJson(outputs, blinded),
    provider,
    ...(resource.initErrors.length > 0 && { initErrors: resource.initErrors }),
    ...(resource.hideDiff.length > 0 && { hideDiffs: resource.hideDiff }),
  };
}
