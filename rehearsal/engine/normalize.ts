import {
  buildUrn,
  nameOf,
  parseReference,
  projectOf,
  providerReference,
  qualifiedType,
  STACK_TYPE,
  stackOf,
  typeOf,
} from "./urn";
import type { StoredResource } from "./stored";

/** Resources under their new names: whoever refers to a name that became an alias refers to the current one afterwards. */
export function normalizeUrns(resources: StoredResource[]): StoredResource[] {
  const current = new Map<string, string>();
  for (const { urn, aliases = [], parent = "" } of resources) {
    for (const alias of aliases) current.set(alias, urn);
    const newParent = current.get(parent);
    if (newParent === undefined || qualifiedType(newParent) === STACK_TYPE) continue;
    current.set(urn, buildUrn(stackOf(urn), projectOf(urn), qualifiedType(newParent), typeOf(urn), nameOf(urn)));
  }
  if (current.size === 0) return resources;
  const fix = (urn: string): string => current.get(urn) ?? urn;
  const fixReference = (reference: string): string => {
    const { urn, id } = parseReference(reference);
    return providerReference(fix(urn), id);
  };
  return resources.map((resource) => ({
    ...resource,
    aliases: undefined,
    urn: fix(resource.urn),
    ...(resource.parent && { parent: fix(resource.parent) }),
    ...(resource.provider && { provider: fixReference(resource.provider) }),
    ...(resource.dependencies && { dependencies: resource.dependencies.map(fix) }),
    ...(resource.deletedWith && { deletedWith: fix(resource.deletedWith) }),
    ...(resource.propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.map(fix)]),
      ),
    }),
  }));
}
