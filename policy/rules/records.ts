import { unknown, type Resource, type Unknown, type Value } from "./rule";

/** A DNS record, whoever serves it. */
export interface Record {
  urn: string;
  /** In full, in small letters, without a dot at the end. */
  name: string | Unknown;
  type: Value | undefined;
  content: Value | undefined;
  ttl: Value | undefined;
}

/** The record that a resource is, if it is one. */
export function recordOf({ urn, type, properties }: Resource): Record | undefined {
  const { name, ttl, domain } = properties;
  const common = { urn, type: properties.type, ttl };
  if (/^cloudflare:index\/(?:dnsR|r)ecord:/.test(type))
    return { ...common, name: full(name), content: properties.content ?? properties.value };
  if (!/^digitalocean:index\/dnsRecord:/.test(type)) return undefined;
  return { ...common, name: below(name, domain), content: properties.value };
}

/** The records among resources. */
export function recordsOf(resources: readonly Resource[]): Record[] {
  return resources.map(recordOf).filter((record) => record !== undefined);
}

function full(name: Value | undefined): Record["name"] {
  return typeof name === "string" ? name.toLowerCase().replace(/\.$/, "") : unknown;
}

/** DigitalOcean's names are relative to their domain, `@` is the domain itself. */
function below(name: Value | undefined, domain: Value | undefined): Record["name"] {
  if (typeof name !== "string" || typeof domain !== "string") return unknown;
  return full(name === "@" ? domain : name.endsWith(".") ? name : `${name}.${domain}`);
}
