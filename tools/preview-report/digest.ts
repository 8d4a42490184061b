import { createHash } from "node:crypto";
import { isEncrypted, secret } from "./mask";
import { compare } from "./order";
import { effect, type Preview, type PreviewStep, type ResourceState } from "./preview";

/** The digest of what a preview would change. README.md says what goes in. */
export function digestOf({ steps }: Preview): string {
  const plan = steps
    .filter((step) => effect(step) !== undefined)
    .map(plannedStep)
    .map(canonical)
    .sort(compare);
  return createHash("sha256").update(plan.join("\n")).digest("hex");
}

function plannedStep({ op, urn, provider, oldState, newState, ...reasons }: PreviewStep) {
  const { diffReasons = [], replaceReasons = [], detailedDiff } = reasons;
  return {
    op,
    urn,
    // Without the id of the provider, which a new stack doesn't know yet.
    provider: provider?.replace(/::[^:]*$/, ""),
    old: oldState && { ...planned(oldState), id: oldState.id },
    new: newState && planned(newState),
    diffReasons: [...diffReasons].sort(compare),
    replaceReasons: [...replaceReasons].sort(compare),
    detailedDiff: detailedDiff && Object.keys(detailedDiff).length > 0 ? detailedDiff : undefined,
  };
}

function planned({ type, parent, protect = false, retainOnDelete = false, inputs = {}, urn }: ResourceState) {
  // Events spell a missing parent differently.
  return {
    type,
    parent: parent || undefined,
    protect,
    retainOnDelete,
    inputs: withoutRandomNames(inputs, urn.split("::").pop()!),
  };
}

/** Providers make up names with a random end for what has none: another one at every preview. */
function withoutRandomNames(inputs: Record<string, unknown>, name: string): Record<string, unknown> {
  const { __defaults } = inputs;
  if (!Array.isArray(__defaults)) return inputs;
  const random = (key: string, value: unknown) =>
    __defaults.includes(key) &&
    typeof value === "string" &&
    value.startsWith(`${name}-`) &&
    /^-[0-9a-f]{7,}$/.test(value.slice(name.length));
  return Object.fromEntries(Object.entries(inputs).filter(([key, value]) => !random(key, value)));
}

/** JSON whose keys are in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    // Encrypted anew each time.
    if (isEncrypted(item)) return secret;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => compare(a, b)));
  });
}
