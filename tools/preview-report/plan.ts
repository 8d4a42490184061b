import { maskText, maskValue } from "./mask";
import { compare } from "./order";
import { effect, type Preview, type PreviewStep } from "./preview";

/** Properties of a resource. */
export type Properties = Record<string, unknown>;

/** One resource that would change; nothing in it is secret. */
export interface Change {
  op: string;
  /** To tell resources apart; never printed. */
  urn: string;
  type: string;
  name: string;
  /** The component of the program that it belongs to, for example the website; itself if it is none's. */
  owner: string;
  /** The machine it is about, as far as the preview tells. */
  machine?: string;
  old?: Properties;
  new?: Properties;
  oldId?: string;
  parent?: string;
  component: boolean;
  protect: boolean;
  retained: boolean;
  /** Properties that differ. */
  differs: string[];
  /** Properties that make a replacement necessary. */
  replaces: string[];
  dependencies: string[];
}

/** What a preview would change, for the sections of a report. */
export interface Plan {
  project: string;
  stack: string;
  /** Sorted by owner and name; without what stays. */
  changes: Change[];
  /** Takes secrets out of a text. */
  mask: (text: string) => string;
}

export const droplet = "digitalocean:index/droplet:Droplet";
export const command = "command:remote:Command";

/** Understands a preview, masking everything secret in it. */
export function planOf({ steps }: Preview, literals: readonly string[]): Plan {
  const parents = new Map(steps.map((step) => [step.urn, (step.newState ?? step.oldState)?.parent]));
  const [, stack = "", project = ""] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(steps[0]?.urn ?? "") ?? [];
  const changes = steps
    .filter((step) => effect(step) !== undefined && !typeOf(step.urn).startsWith("pulumi:pulumi:"))
    .map((step) => changeOf(step, parents, literals));
  const machines = machinesOf(steps);
  for (const change of changes) change.machine = machines.get(change.urn);
  changes.sort((a, b) => compare(a.owner, b.owner) || compare(a.name, b.name) || compare(a.urn, b.urn));
  return { project, stack, changes, mask: (text) => maskText(text, literals) };
}

function changeOf(step: PreviewStep, parents: Map<string, string | undefined>, literals: readonly string[]): Change {
  const { urn, oldState, newState, diffReasons = [], replaceReasons = [] } = step;
  const state = newState ?? oldState;
  const masked = (values: Properties | undefined) => values && (maskValue(values, "", literals) as Properties);
  return {
    ...{ op: effect(step)!, urn, type: typeOf(urn), name: maskText(nameOf(urn), literals) },
    owner: maskText(ownerOf(urn, parents), literals),
    old: oldState && (masked(oldState.inputs) ?? {}),
    new: newState && (masked(newState.inputs) ?? {}),
    oldId: oldState?.id,
    parent: state?.parent,
    component: state?.custom === false,
    protect: oldState?.protect ?? false,
    retained: oldState?.retainOnDelete ?? false,
    differs: diffReasons,
    replaces: replaceReasons,
    dependencies: [...(newState?.dependencies ?? []), ...(oldState?.dependencies ?? [])],
  };
}

/** The name of the outermost component around a resource. */
function ownerOf(urn: string, parents: Map<string, string | undefined>): string {
  let at = urn;
  for (let depth = 0; depth < 50; depth++) {
    const parent = parents.get(at);
    if (!parent || typeOf(parent) === "pulumi:pulumi:Stack") return nameOf(at);
    at = parent;
  }
  return nameOf(at);
}

/** The host of each resource: the component around the droplet that it depends on, or whose id makes it run again. */
function machinesOf(steps: PreviewStep[]): Map<string, string> {
  const byUrn = new Map(steps.map((step) => [step.urn, step]));
  const found = new Map<string, string | undefined>();
  const byTrigger = new Map<string, string>();
  const hostOf = (urn: string): string | undefined => {
    if (found.has(urn)) return found.get(urn);
    found.set(urn, undefined);
    const step = byUrn.get(urn);
    const state = step?.newState ?? step?.oldState;
    const parent = state?.parent;
    const own = parent && /:(?:Host|ExistingHost)$/.test(typeOf(parent)) ? nameOf(parent) : undefined;
    const host =
      own ??
      (typeOf(urn) === droplet
        ? nameOf(urn).replace(/-droplet(?:-\d+)?$/, "")
        : state?.dependencies?.map(hostOf).find((name) => name !== undefined));
    found.set(urn, host);
    const trigger = triggerOf(step);
    if (own && trigger) byTrigger.set(trigger, own);
    return host;
  };
  for (const { urn } of steps) hostOf(urn);
  for (const step of steps) {
    const host = byTrigger.get(triggerOf(step) ?? "");
    if (!found.get(step.urn) && host) found.set(step.urn, host);
  }
  return new Map([...found].flatMap(([urn, host]) => (host === undefined ? [] : [[urn, host] as const])));
}

function triggerOf(step: PreviewStep | undefined): string | undefined {
  const triggers = step?.oldState?.inputs?.triggers;
  return Array.isArray(triggers) && typeof triggers[0] === "string" && triggers[0] !== "held" ? triggers[0] : undefined;
}

/** The last type of a URN. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? "";
}

/** The name in a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** What a type is called by people, for example `droplet`. */
export function noun(type: string): string {
  if (type === command) return "step";
  const words = type.split(":").pop() ?? "";
  // Types are Markdown in a report, unless somebody made one up.
  if (!/^[\w.-]+$/.test(words)) return "resource of a strange type";
  return words
    .replaceAll(/[._]/g, " ")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
}
