import type { PropertyDiff } from "../provider";
import { Unknown } from "../value";
import type { Plain, PlainMap, Properties, Property } from "./schema";
import { equalPlain, isObject } from "./values";

type Diffs = Record<string, PropertyDiff>;

/** Compares a state with a plan as the bridge does for providers written with the SDK: element by element, sets without regard to order. */
export function detailedDiff(properties: Properties, prior: PlainMap, planned: PlainMap): Diffs {
  const diffs: Diffs = {};
  const keys = new Set([...Object.keys(prior), ...Object.keys(planned)]);
  for (const key of [...keys].filter((name) => !name.startsWith("__")).sort()) {
    const property = properties[key] ?? { type: "string", computed: true };
    compare(key, property, property.replaces === true, prior[key], planned[key], diffs);
  }
  return diffs;
}

function compare(
  path: string,
  property: Property,
  replaces: boolean,
  old: Plain | undefined,
  value: Plain | undefined,
  diffs: Diffs,
): void {
  if (isAbsent(old) && isAbsent(value)) return;
  const put = (kind: "add" | "delete" | "update") => (diffs[path] = { kind: replaces ? `${kind}-replace` : kind });
  if (old === undefined) return void put("add");
  if (value === undefined) return void put("delete");
  if (value instanceof Unknown) return void put("update");
  if (Array.isArray(old) && Array.isArray(value)) {
    const item: Property = { type: property.fields ? "object" : "string", fields: property.fields };
    if (property.type === "set") return compareSets(path, item, replaces, old, value, diffs);
    for (let index = 0; index < Math.max(old.length, value.length); index++) {
      compare(`${path}[${index}]`, item, replaces, old[index], value[index], diffs);
    }
  } else if (isObject(old) && isObject(value)) {
    compareFields(path, property, replaces, old as PlainMap, value as PlainMap, diffs);
  } else if (!equalPlain(old, value)) put("update");
}

/** An empty list is as good as none. */
function isAbsent(value: Plain | undefined): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function compareFields(
  path: string,
  property: Property,
  replaces: boolean,
  old: PlainMap,
  value: PlainMap,
  diffs: Diffs,
): void {
  const keys = new Set([...Object.keys(old), ...Object.keys(value)]);
  for (const key of [...keys].filter((name) => !name.startsWith("__")).sort()) {
    const field = property.fields?.[key] ?? { type: "string" };
    compare(`${path}.${key}`, field, replaces || field.replaces === true, old[key], value[key], diffs);
  }
}

function compareSets(
  path: string,
  item: Property,
  replaces: boolean,
  old: Plain[],
  value: Plain[],
  diffs: Diffs,
): void {
  const gone = (index: number) => index < old.length && !value.some((other) => equalPlain(other, old[index]));
  const come = (index: number) => index < value.length && !old.some((other) => equalPlain(other, value[index]));
  for (let index = 0; index < Math.max(old.length, value.length); index++) {
    const [before, after] = [gone(index) ? old[index] : undefined, come(index) ? value[index] : undefined];
    compare(`${path}[${index}]`, item, replaces, before, after, diffs);
  }
}
