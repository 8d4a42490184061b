import type { PropertyDiff } from "../../../rehearsal/providers/provider";
import type { PropertyMap, Value } from "../../../rehearsal/providers/value";
import { Unknown, unwrap } from "../../../rehearsal/providers/value";

/** Every property path at which two sets of inputs differ; what is below `immutable` asks for a replacement. */
export function differences(olds: PropertyMap, news: PropertyMap): Record<string, PropertyDiff> {
  const found: Record<string, PropertyDiff> = {};
  for (const key of sortedKeys(olds, news)) compare(key, unwrap(olds[key]), unwrap(news[key]), found);
  return found;
}

function compare(
  path: string,
  old: Value | undefined,
  now: Value | undefined,
  found: Record<string, PropertyDiff>,
): void {
  if (Array.isArray(old) && Array.isArray(now)) {
    for (let i = 0; i < Math.max(old.length, now.length); i++) compare(`${path}[${i}]`, old[i], now[i], found);
  } else if (isObject(old) && isObject(now)) {
    for (const key of sortedKeys(old, now)) compare(`${path}.${key}`, old[key], now[key], found);
  } else if (JSON.stringify(old) !== JSON.stringify(now) || now instanceof Unknown) {
    const kind = old === undefined ? "add" : now === undefined ? "delete" : "update";
    found[path] = { kind: /^immutable\b/.test(path) ? `${kind}-replace` : kind, inputDiff: true };
  }
}

function isObject(value: Value | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

function sortedKeys(a: PropertyMap, b: PropertyMap): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}
