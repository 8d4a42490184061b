import type { Framework, PlainMap, ResourceType } from "./schema";
import { equalPlain } from "./values";

/** Inputs as they would be written for the state that was read: what drifted is taken from there, the rest stays. */
export function inputsFromState(
  type: ResourceType,
  framework: Framework,
  inputs: PlainMap,
  prior: PlainMap,
  state: PlainMap,
): PlainMap {
  const importing = Object.keys(inputs).length === 0;
  const refreshed: PlainMap = { ...inputs };
  if (importing && framework === "sdk") refreshed.__defaults = [];
  for (const [key, property] of Object.entries(type.properties)) {
    if (property.computed && !property.input) continue;
    if (importing) {
      if (state[key] !== undefined && !equalPlain(state[key], property.default)) refreshed[key] = state[key];
    } else if (key in inputs && !equalPlain(prior[key], state[key])) refreshed[key] = state[key];
  }
  return refreshed;
}
