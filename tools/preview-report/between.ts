import type { Preview, PreviewStep, ResourceState } from "./preview";

/**
 * What leads from one program to another, out of two previews that would make everything anew: with no state and no
 * secret at hand, a change of the program still shows. Whether a resource would be changed or replaced only its provider
 * knows, so all that differ are updates here; and a resource that was renamed goes under one name and comes under another.
 */
export function between(base: Preview, head: Preview): Preview {
  const before = new Map(made(base).map((state) => [state.urn, state]));
  const after = made(head);
  const names = new Set(after.map(({ urn }) => urn));
  const gone = [...before.values()].filter(({ urn }) => !names.has(urn)).reverse();
  const steps = [
    ...after.map((state) => step(before.get(state.urn), state)),
    ...gone.map((state): PreviewStep => ({ op: "delete", urn: state.urn, oldState: state })),
  ];
  const changeSummary: Record<string, number> = {};
  for (const { op } of steps) changeSummary[op] = (changeSummary[op] ?? 0) + 1;
  return { ...head, steps, changeSummary };
}

/** What a preview would leave behind. */
function made(preview: Preview): ResourceState[] {
  return preview.steps.flatMap(({ op, newState }) =>
    newState && op !== "delete" && op !== "discard" ? [newState] : [],
  );
}

function step(before: ResourceState | undefined, after: ResourceState): PreviewStep {
  const { urn } = after;
  if (before === undefined) return { op: "create", urn, newState: after };
  const [old, now] = [before.inputs ?? {}, after.inputs ?? {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  const differ = names.filter((name) => !name.startsWith("__") && canonical(old[name]) !== canonical(now[name]));
  if (differ.length === 0) return { op: "same", urn, oldState: before, newState: after };
  const kind = (name: string) => (name in old ? (name in now ? "update" : "delete") : "add");
  return {
    op: "update",
    urn,
    oldState: before,
    newState: after,
    diffReasons: differ,
    detailedDiff: Object.fromEntries(differ.map((name) => [name, { kind: kind(name), inputDiff: true }])),
  };
}

/** The same text for the same value, in whatever order its fields come. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
