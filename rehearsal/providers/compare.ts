import { isDeepStrictEqual } from "node:util";
import { unwrap, type PropertyMap, type Value } from "./value";

/** True if both say the same, whether or not they are marked secret; an unknown equals only an unknown. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
  return isDeepStrictEqual(withoutAbsent(unwrap(left)), withoutAbsent(unwrap(right)));
}

/** Top-level properties that differ, in alphabetical order. */
export function changedKeys(olds: PropertyMap, news: PropertyMap): string[] {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...keys].filter((key) => !equal(olds[key], news[key])).sort();
}

function withoutAbsent(value: Value | undefined): Value | undefined {
  if (Array.isArray(value)) return value.map((item) => withoutAbsent(item) ?? null);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutAbsent(item)]),
  );
}
