import type { PropertyDiff } from "../providers/provider";
import type { Changes, Diagnostic } from "./events";
import { masked, storeResource } from "./serialize";
import type { Operation, Step } from "./steps/step";
import type { StoredResource } from "./stored";
import { isDefaultProvider, STACK_TYPE } from "./urn";

/** One step of `pulumi preview --json`. */
export interface PreviewStep {
  op: Operation;
  urn: string;
  provider?: string;
  oldState?: StoredResource;
  newState?: StoredResource;
  diffReasons?: string[];
  replaceReasons?: string[];
  detailedDiff: Record<string, { kind: PropertyDiff["kind"]; inputDiff: boolean }> | null;
}

/** What `pulumi preview --json` prints. */
export interface PreviewDigest {
  config?: Record<string, string>;
  steps?: PreviewStep[];
  diagnostics?: { urn?: string; message: string; severity: Diagnostic["severity"] }[];
  duration: number;
  changeSummary: Changes;
}

/** What a replacement consists of; it is shown as one step. */
const halves: Operation[] = [
  "create-replacement",
  "delete-replaced",
  "read-replacement",
  "discard-replaced",
  "import-replacement",
];

/** A step as `pulumi preview --json` shows it, or undefined if it doesn't. */
export function previewStep(step: Step, op: Operation = step.op): PreviewStep | undefined {
  if (isDefaultProvider(step.resource.urn)) return undefined;
  const isStack = step.resource.type === STACK_TYPE;
  if (!isStack && op === "same" && step.old?.protect === step.now?.protect) return undefined;
  if (!isStack && !step.logical && halves.includes(op)) return undefined;
  const { keys = [], diffs = [], detailedDiff } = step.reasons;
  return {
    op,
    urn: step.resource.urn,
    ...(step.resource.provider !== "" && { provider: step.resource.provider }),
    ...(step.old && { oldState: storeResource(step.old, masked) }),
    ...(step.now && { newState: storeResource(step.now, masked) }),
    ...(diffs.length > 0 && { diffReasons: diffs }),
    ...(keys.length > 0 && { replaceReasons: keys }),
    detailedDiff: detailedDiff
      ? Object.fromEntries(
          Object.entries(detailedDiff).map(([path, { kind, inputDiff }]) => [
            path,
            { kind, inputDiff: inputDiff ?? false },
          ]),
        )
      : null,
  };
}
