import { unknown, type Value } from "./rules/rule";

/** Properties as rules read them. The SDK's own throw when something unknown is touched. */
export function plain(properties: Readonly<Record<string, unknown>>): Record<string, Value | undefined> {
  return Object.fromEntries(Object.keys(properties).map((key) => [key, readAt(properties, key)]));
}

function readAt(holder: Readonly<Record<string, unknown>>, key: string): Value | undefined {
  let value: unknown;
  try {
    value = holder[key];
  } catch {
    return unknown;
  }
  return read(value);
}

function read(value: unknown): Value | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null)
    return value;
  if (typeof value !== "object") return undefined;
  const holder = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => readAt(holder, String(index)) ?? null);
  return plain(holder);
}
