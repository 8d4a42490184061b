import { equal } from "../providers/compare";
import type { PropertyDiff } from "../providers/provider";
import { Secret, Unknown, unwrap, type PropertyMap, type Value } from "../providers/value";
import { formatPath, type PropertyPath } from "./property-path";

/** How two property maps differ, in the words of a provider's detailed diff; secrecy makes no difference. */
export function objectDiff(
  olds: PropertyMap,
  news: PropertyMap,
): { keys: string[]; detailed: Record<string, PropertyDiff> } {
  const detailed: Record<string, PropertyDiff> = {};
  const keys = Object.keys({ ...olds, ...news }).filter((key) => !equal(olds[key], news[key]));
  for (const key of keys) compare([key], unwrap(olds[key]), unwrap(news[key]), detailed);
  return { keys: keys.sort(), detailed };
}

function compare(
  path: PropertyPath,
  old: Value | undefined,
  now: Value | undefined,
  found: Record<string, PropertyDiff>,
): void {
  if (equal(old, now)) return;
  if (Array.isArray(old) && Array.isArray(now)) {
    for (let i = 0; i < Math.max(old.length, now.length); i++) compare([...path, i], old[i], now[i], found);
  } else if (isObject(old) && isObject(now)) {
    for (const key of Object.keys({ ...old, ...now })) compare([...path, key], old[key], now[key], found);
  } else {
    const kind = old === undefined ? "add" : now === undefined ? "delete" : "update";
    found[formatPath(path)] = { kind, inputDiff: true };
  }
}

function isObject(value: Value | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Secret)
  );
}
