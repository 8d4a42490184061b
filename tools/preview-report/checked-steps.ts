import { PreviewError } from "./failure";
import type { PreviewStep, ResourceState } from "./preview";

/** Steps as they are read everywhere else: what Pulumi says by `null` is left out, and nothing is of another kind than it should be. */
export function checkedSteps(steps: unknown): PreviewStep[] {
  const wrong = (what: string) => new PreviewError(`this is not what pulumi preview --json prints: ${what}`);
  if (!Array.isArray(steps)) throw wrong("its steps are none");
  return steps.map((step: unknown) => {
    if (!isObject(step) || typeof step.op !== "string" || typeof step.urn !== "string")
      throw wrong("a step has no op or no urn");
    const { op, urn } = step;
    const state = (value: unknown): ResourceState | undefined => {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) throw wrong("the state of a step is none");
      const { parent, id, inputs, dependencies } = value;
      const named = [parent, id].every((text) => text === undefined || text === null || typeof text === "string");
      if (!named || !isObject(inputs ?? {}) || !isNames(dependencies ?? [])) throw wrong("the state of a step is none");
      return { ...withoutNull(value), urn, type: typeof value.type === "string" ? value.type : "" };
    };
    const { oldState, newState, diffReasons, replaceReasons, detailedDiff, provider, ...rest } = step;
    if (!isNames(diffReasons ?? []) || !isNames(replaceReasons ?? []) || !isObject(detailedDiff ?? {}))
      throw wrong("the reasons of a step are none");
    const states = { oldState: state(oldState), newState: state(newState) };
    const reasons = { diffReasons, replaceReasons, ...(typeof provider === "string" && { provider }) };
    const diff = { detailedDiff: (detailedDiff ?? null) as PreviewStep["detailedDiff"] };
    return { ...withoutNull({ ...rest, ...states, ...reasons }), op, urn, ...diff };
  });
}

function withoutNull(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null && item !== undefined));
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Whether it is an object with fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
