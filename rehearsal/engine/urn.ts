/** The type of the resource at the root of every stack. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

const PROVIDER_PREFIX = "pulumi:providers:";

/** `urn:pulumi:STACK::PROJECT::PARENT_TYPES$TYPE::NAME`; the stack itself doesn't count as a parent. */
export function createUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parents = parent === "" ? "" : qualifiedType(parent);
  return buildUrn(stack, project, parents === STACK_TYPE ? "" : parents, type, name);
}

/** The same from the parent's qualified type. */
export function buildUrn(stack: string, project: string, parents: string, type: string, name: string): string {
  return `urn:pulumi:${stack}::${project}::${parents === "" ? type : `${parents}$${type}`}::${name}`;
}

/** The stack part of a URN. */
export function stackOf(urn: string): string {
  return part(urn, 0).slice("urn:pulumi:".length);
}

/** The project part of a URN. */
export function projectOf(urn: string): string {
  return part(urn, 1);
}

/** Parents' types and type, for example `my:index:Group$random:index/randomId:RandomId`. */
export function qualifiedType(urn: string): string {
  return part(urn, 2);
}

/** The resource's own type. */
export function typeOf(urn: string): string {
  return qualifiedType(urn).split("$").pop() ?? "";
}

/** The name given by the program; it may contain `::`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function part(urn: string, index: number): string {
  return urn.split("::")[index] ?? "";
}

/** True for the types of providers, default and explicit. */
export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_PREFIX);
}

/** The type of a package's providers. */
export function providerType(packageName: string): string {
  return PROVIDER_PREFIX + packageName;
}

/** The package that a resource type or a provider type belongs to. */
export function packageOf(type: string): string {
  return isProviderType(type) ? type.slice(PROVIDER_PREFIX.length) : (type.split(":")[0] ?? "");
}

/** True for providers that the engine makes by itself. */
export function isDefaultProvider(urn: string): boolean {
  return isProviderType(typeOf(urn)) && (nameOf(urn) === "default" || nameOf(urn).startsWith("default_"));
}

/** How a resource names its provider: URN and id. */
export function providerReference(urn: string, id: string): string {
  return `${urn}::${id}`;
}

/** The reverse of `providerReference`. */
export function parseReference(reference: string): { urn: string; id: string } {
  const split = reference.lastIndexOf("::");
  return { urn: reference.slice(0, split), id: reference.slice(split + 2) };
}
