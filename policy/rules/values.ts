import { Unknown, unknown, type Value } from "./rule";

/** A part of a value; undefined where there is none, unknown below what is. */
export function at(value: Value | undefined, ...path: string[]): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined || value === unknown) return value;
  return isMap(value) ? at(value[key], ...rest) : undefined;
}

/** The elements of a list; undefined or unknown as a whole has none. */
export function elements(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a value, or anything inside it, is known only later. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isMap(value) ? Object.values(value).some(holdsUnknown) : value === unknown;
}

function isMap(value: Value | undefined): value is { readonly [key: string]: Value | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}
