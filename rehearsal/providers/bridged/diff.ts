import type { DiffResult } from "../provider";
import { detailedDiff } from "./detailed-diff";
import { changedKeys, plan } from "./plan";
import type { Framework, PlainMap, ResourceType } from "./schema";

/** What a change of inputs means, in the shape that the bridge reports for the framework. */
export function diff(
  type: ResourceType,
  framework: Framework,
  prior: PlainMap,
  inputs: PlainMap,
  ignoreChanges: string[] = [],
): DiffResult {
  const planned = plan(type, framework, prior, inputs);
  for (const key of ignoreChanges) if (key in type.properties) planned[key] = prior[key];
  return framework === "sdk" ? sdkDiff(type, prior, inputs, planned) : frameworkDiff(type, prior, planned);
}

/** The bridge sends names of properties only, and what is computed anew is among them. */
function frameworkDiff(type: ResourceType, prior: PlainMap, planned: PlainMap): DiffResult {
  const diffs = changedKeys(prior, planned);
  const replaces = diffs.filter((key) => type.properties[key]?.replaces);
  return { changes: diffs.length > 0, diffs, replaces };
}

function sdkDiff(type: ResourceType, prior: PlainMap, inputs: PlainMap, planned: PlainMap): DiffResult {
  const detailed = detailedDiff(type.properties, prior, planned);
  const replacing = () => Object.entries(detailed).filter(([, { kind }]) => kind.endsWith("-replace"));
  if (replacing().length === 0 && type.replaceIf?.(prior, planned)) detailed.__meta = { kind: "update-replace" };
  const diffs = topLevel(Object.keys(detailed));
  const replaces = topLevel(replacing().map(([path]) => path));
  const named = type.autoName !== undefined && inputs.name !== undefined && !isDefault(inputs, "name");
  return {
    changes: diffs.length > 0,
    diffs,
    replaces,
    detailedDiff: detailed,
    // Two resources with the name that the program chose might not be able to exist side by side.
    deleteBeforeReplace: replaces.length > 0 && named && Array.isArray(inputs.__defaults),
  };
}

function isDefault(inputs: PlainMap, key: string): boolean {
  return Array.isArray(inputs.__defaults) && inputs.__defaults.includes(key);
}

function topLevel(paths: string[]): string[] {
  return [...new Set(paths.map((path) => path.split(/[.[]/)[0]!))].sort();
}
