import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPreview, type Preview, type PreviewStep } from "../../../tools/preview-report/preview";

/** `mixed` and `no-changes` are what the real command line printed, the others are made by `record-samples.ts`. */
export const sampleNames = ["mixed", "no-changes", "first-creation", "changed-settings", "new-generation"] as const;

/** A preview that was recorded. */
export function sample(name: (typeof sampleNames)[number]): Preview {
  return readPreview(sampleText(name));
}

/** The same as text. */
export function sampleText(name: (typeof sampleNames)[number]): string {
  return readFileSync(join(__dirname, "samples", `${name}.json`), "utf8");
}

/** A step of a resource below the stack, or below the component `parent`. */
export function madeStep(
  op: string,
  type: string,
  name: string,
  { old, now, parent, ...rest }: { old?: object; now?: object; parent?: string } & Partial<PreviewStep> = {},
): PreviewStep {
  const stack = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod";
  const urn = `urn:pulumi:prod::shop::${type}::${name}`;
  const above = parent === undefined ? stack : `urn:pulumi:prod::shop::open-infrastructure:index:Host::${parent}`;
  const state = (inputs: object) => ({ urn, type, custom: true, parent: above, inputs: { ...inputs } });
  return { op, urn, ...(old && { oldState: state(old) }), ...(now && { newState: state(now) }), ...rest };
}

/** A preview of steps. */
export function madePreview(...steps: PreviewStep[]): Preview {
  return { steps, diagnostics: [], changeSummary: {} };
}
