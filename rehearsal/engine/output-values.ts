import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { OUTPUT, SECRET, SIGNATURE, UNKNOWN } from "../providers/wire";

type Plain = Parameters<typeof Struct.fromJavaScript>[0];
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Properties as a plugin's constructor needs them: what is secret or not known yet is marked as an output. */
export function markOutputs(properties: Struct | undefined): Struct {
  return Struct.fromJavaScript(mark((properties?.toJavaScript() ?? {}) as Json) as Plain);
}

function mark(value: Json): Json {
  if (value === UNKNOWN) return { [SIGNATURE]: OUTPUT };
  if (Array.isArray(value)) return value.map(mark);
  if (value === null || typeof value !== "object" || value[SIGNATURE] === OUTPUT) return value;
  if (value[SIGNATURE] === SECRET) return { [SIGNATURE]: OUTPUT, value: value.value ?? null, secret: true };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mark(item)]));
}

/** Properties as outputs that say what they depend on, where that is known of the whole property. */
export function withDependencies(properties: Struct, known: Record<string, string[]>): Struct {
  const all = Object.entries(properties.toJavaScript() as Record<string, Json>).map(([key, value]) => {
    const urns = [...new Set([...(known[key] ?? []), ...dependencies(value)])];
    return [key, urns.length > dependencies(value).length ? { ...asOutput(value), dependencies: urns } : value];
  });
  return Struct.fromJavaScript(Object.fromEntries(all) as Plain);
}

function asOutput(value: Json): { [key: string]: Json } {
  const marked = value !== null && typeof value === "object" && !Array.isArray(value) && value[SIGNATURE] === OUTPUT;
  return marked ? value : { [SIGNATURE]: OUTPUT, value };
}

/** By property, the URNs that the outputs inside it depend on, added to those that are `known` already. */
export function withOutputDependencies(
  properties: Struct | undefined,
  known: Record<string, string[]>,
): Record<string, string[]> {
  const all = Object.entries((properties?.toJavaScript() ?? {}) as Record<string, Json>).map(([key, value]) => [
    key,
    [...new Set([...(known[key] ?? []), ...dependencies(value)])],
  ]);
  return { ...known, ...(Object.fromEntries(all) as Record<string, string[]>) };
}

function dependencies(value: Json): string[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap(dependencies);
  const own = value[SIGNATURE] === OUTPUT && Array.isArray(value.dependencies) ? value.dependencies.map(String) : [];
  return [...own, ...Object.values(value).flatMap(dependencies)];
}

/** What a message says of which key depends on which resources. */
export function urnsByKey(message: {
  forEach(take: (urns: { getUrnsList(): string[] }, key: string) => void): void;
}): Record<string, string[]> {
  const record: Record<string, string[]> = {};
  message.forEach((urns, key) => (record[key] = urns.getUrnsList()));
  return record;
}
