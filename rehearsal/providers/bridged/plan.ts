import { Unknown } from "../value";
import type { Framework, Plain, PlainMap, Properties, ResourceType } from "./schema";
import { equalPlain, withoutNotes } from "./values";

/** The state that inputs lead to. What only the cloud can say is unknown; without a prior state that is all that is computed. */
export function plan(
  type: ResourceType,
  framework: Framework,
  prior: PlainMap | undefined,
  inputs: PlainMap,
): PlainMap {
  const planned: PlainMap = {};
  const open: string[] = [];
  for (const [key, property] of Object.entries(type.properties)) {
    const input = withoutNotes(inputs[key]);
    if (input !== undefined) planned[key] = recorded(property.record, input);
    else if (property.default !== undefined) planned[key] = property.default;
    else if (property.computed) {
      planned[key] = prior ? prior[key] : Unknown.instance;
      open.push(key);
    }
  }
  if (prior) {
    keepSame(type.properties, prior, planned);
    if (framework === "plugin-framework" && changedKeys(prior, planned).length > 0) {
      for (const key of open) if (!type.properties[key]!.keeps) planned[key] = Unknown.instance;
    }
  }
  type.modifyPlan?.(prior, planned);
  return planned;
}

/** Top-level properties of a plan that differ from the state before. */
export function changedKeys(prior: PlainMap, planned: PlainMap): string[] {
  const keys = new Set([...Object.keys(prior), ...Object.keys(planned)]);
  return [...keys].filter((key) => !key.startsWith("__") && !equalPlain(prior[key], planned[key])).sort();
}

function recorded(record: ((value: string) => string) | undefined, input: Plain): Plain {
  return record && typeof input === "string" ? record(input) : input;
}

function keepSame(properties: Properties, prior: PlainMap, planned: PlainMap): void {
  for (const [key, { same }] of Object.entries(properties)) {
    const [old, value] = [prior[key], planned[key]];
    if (!same || old === undefined || value === undefined || value instanceof Unknown) continue;
    if (same(old, value, planned)) planned[key] = old;
  }
}
