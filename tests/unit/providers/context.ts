import type { Provider, ResourceContext } from "../../../rehearsal/providers/provider";
import type { PropertyMap } from "../../../rehearsal/providers/value";

/** A context for a resource called `it`. */
export function context(type: string, preview = false): ResourceContext {
  return { urn: `urn:pulumi:test::project::${type}::it`, type, name: "it", preview, timeout: 0 };
}

/** A resource of a provider, checked and made. */
export async function make(provider: Provider, type: string, args: PropertyMap) {
  const { inputs, failures = [] } = await provider.check(context(type), undefined, args);
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
  return { inputs, ...(await provider.create(context(type), inputs)) };
}

/** What the provider says about other arguments for a resource that `make` made. */
export async function change(
  provider: Provider,
  type: string,
  made: { id: string; inputs: PropertyMap; outputs: PropertyMap },
  args: PropertyMap,
) {
  const { inputs } = await provider.check(context(type), made.inputs, args);
  return provider.diff(context(type), made.id, made.inputs, made.outputs, inputs, []);
}
