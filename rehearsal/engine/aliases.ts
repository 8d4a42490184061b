import type { Progress } from "./progress";
import type { Alias, Goal, Resource } from "./resource";
import { buildUrn, createUrn, nameOf, projectOf, qualifiedType, STACK_TYPE, stackOf, typeOf } from "./urn";

/** The resource of the last run that a registration continues. */
export interface Predecessor {
  old?: Resource;
  /** The URN it had, if another. */
  alias?: string;
  /** Two resources want to be the same: an explanation for the user. */
  conflict?: string;
}

/** Finds the predecessor: first by URN, then by the names the resource once had. */
export function findPredecessor(
  urn: string,
  goal: Goal,
  olds: ReadonlyMap<string, Resource>,
  progress: Progress,
): Predecessor {
  const taken = progress.aliased.get(urn);
  let conflict = taken && `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${taken}'`;
  for (const candidate of [urn, ...formerUrns(urn, goal, progress)]) {
    const old = olds.get(candidate);
    if (!old) continue;
    if (candidate === urn) return { old, conflict };
    const other = progress.registered.has(candidate) ? urn : progress.aliased.get(candidate);
    if (other !== undefined) {
      conflict = `Alias '${candidate}' on resource with URN '${urn}' conflicting with alias on resource with URN '${other}'`;
    }
    progress.aliased.set(candidate, urn);
    progress.formerly.set(urn, candidate);
    return { old, alias: candidate, conflict };
  }
  return { conflict };
}

/** Every URN the resource may have had, its own aliases combined with its parent's. */
function formerUrns(urn: string, goal: Goal, progress: Progress): string[] {
  const own = goal.aliases.map((alias) => collapse(urn, goal, alias, progress));
  const formerParent = progress.formerly.get(goal.parent);
  if (formerParent === undefined) return [...new Set(own)];
  const inherited = own.map((alias) => inherit(typeOf(alias), nameOf(alias), goal.parent, formerParent));
  return [...new Set([...own, inherit(goal.type, goal.name, goal.parent, formerParent), ...inherited])];
}

function collapse(urn: string, goal: Goal, alias: Alias, progress: Progress): string {
  if (alias.urn) return alias.urn;
  const named = alias.parent ? (progress.formerly.get(alias.parent) ?? alias.parent) : goal.parent;
  const parent = alias.noParent ? "" : named;
  return createUrn(
    alias.stack || stackOf(urn),
    alias.project || projectOf(urn),
    parent,
    alias.type || goal.type,
    alias.name || goal.name,
  );
}

/** The URN a child had under the former parent. A name that begins with the parent's name is taken to follow it. */
function inherit(type: string, name: string, parent: string, formerParent: string): string {
  const parentName = nameOf(parent);
  const formerName = name.startsWith(parentName) ? nameOf(formerParent) + name.slice(parentName.length) : name;
  const parents = qualifiedType(formerParent);
  return buildUrn(
    stackOf(formerParent),
    projectOf(formerParent),
    parents === STACK_TYPE ? "" : parents,
    type,
    formerName,
  );
}
