import * as pulumi from "@pulumi/pulumi";
import { demand, domainName, refuse, type Rule } from "../validate";

const label = "(\\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)";
const recordName: Rule<string> = {
  allowed: '"@", one label such as "www", a service name such as "_imaps._tcp", or a full name in the zone',
  accepts: (value) =>
    typeof value === "string" &&
    value.length <= 253 &&
    (value === "@" || new RegExp(`^${label}(\\.${label})*\\.?$`).test(value)) &&
    !value.slice(1).includes("*"),
};

/** The full name of a record in lower case, without a dot at the end. A name with dots is a full name, unless a label of it starts with `_` or `*`. */
export function fullName(resource: pulumi.Resource, input: string, name: string, zone: string): string {
  const lower = typeof name === "string" ? name.toLowerCase() : name;
  demand(resource, input, lower, recordName);
  if (lower === "@") return zone;
  const known = lower.replace(/\.$/, "");
  if (known === zone || known.endsWith(`.${zone}`)) return known;
  if (lower.endsWith(".") || (known.includes(".") && !/(^|\.)[_*]/.test(known)))
    refuse(resource, `${input} must lie in the zone "${zone}", got "${name}"`);
  return `${known}.${zone}`;
}

/** The name as the zone sees it: `@`, `www`. */
export function relativeName(name: string, zone: string): string {
  return name === zone ? "@" : name.slice(0, -zone.length - 1);
}

/** A name in the words of a resource's name: `apex`, `www`, `imaps-tcp`, `any`. */
export function spoken(name: string, zone: string): string {
  const words = relativeName(name, zone).replace("@", "apex").replace("*", "any");
  return words.replaceAll(/[._]+/g, "-").replace(/^-/, "");
}

/** The name that a record points to. */
export const target: Rule<string> = {
  allowed: 'a name such as "mail.example.org"',
  accepts: (value) => typeof value === "string" && domainName.accepts(canonicalTarget(value).replaceAll("_", "")),
};

/** A target in lower case, without a dot at the end. */
export function canonicalTarget(value: string): string {
  return value.toLowerCase().replace(/\.$/, "");
}
