import { Secret, type PropertyMap, type Value } from "../providers/value";
import { objectDiff } from "./object-diff";
import { parsePath, resetPath } from "./property-path";
import type { Difference, Manager } from "./provider-client";
import type { Resource } from "./resource";

/** Asks the provider what `news` would change about a resource. A provider that can't say gets the engine's own comparison. */
export async function compareInputs(
  manager: Manager,
  resource: Resource,
  news: PropertyMap,
  ignore: string[],
): Promise<Difference> {
  const difference = await manager.diff(resource.urn, resource.id, resource.inputs, resource.outputs, news, ignore);
  if (difference.changes !== undefined) return difference;
  const { inputs } = ignoreChanges(news, resource.inputs, ignore);
  const { keys, detailed } = objectDiff(resource.inputs, inputs);
  if (keys.length === 0) return { ...difference, changes: false };
  return { ...difference, changes: true, diffs: keys, detailedDiff: detailed };
}

/** The new inputs with everything that is to be ignored as it was. `unreachable` are paths that only one side has. */
export function ignoreChanges(
  news: PropertyMap,
  olds: PropertyMap,
  paths: string[],
): { inputs: PropertyMap; unreachable: string[] } {
  const inputs = copy(news) as PropertyMap;
  const unreachable = paths.filter((path) => !resetPath(parsePath(path), olds, inputs));
  return { inputs, unreachable };
}

function copy(value: Value | undefined): Value | undefined {
  if (value instanceof Secret) return new Secret(copy(value.value) ?? null);
  if (Array.isArray(value)) return value.map((item) => copy(item) ?? null);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}
