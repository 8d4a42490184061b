import type { Plain, Properties, Property } from "../bridged";

const TYPES = [
  ...["A", "AAAA", "CNAME", "MX", "NS", "OPENPGPKEY", "PTR", "TXT", "CAA", "CERT", "DNSKEY", "DS", "HTTPS", "LOC"],
  ...["NAPTR", "SMIMEA", "SRV", "SSHFP", "SVCB", "TLSA", "URI"],
];

const text: Property = { type: "string" };
const number: Property = { type: "number" };
const flag: Property = { type: "boolean", computed: true, input: true };

const data: Properties = {
  ...{ flags: number, tag: text, value: text, priority: number, weight: number, port: number, target: text },
  ...{ algorithm: number, certificate: text, digest: text, digestType: number, fingerprint: text, keyTag: number },
  ...{ matchingType: number, order: number, preference: number, protocol: number, publicKey: text, regex: text },
  ...{ replacement: text, selector: number, service: text, type: number, usage: number },
};

/** What a DNS record consists of. */
export const properties: Properties = {
  comment: text,
  commentModifiedOn: { type: "string", computed: true },
  content: { type: "string", computed: true, input: true },
  createdOn: { type: "string", computed: true },
  data: { type: "object", fields: data },
  id: { type: "string", computed: true, keeps: true },
  meta: { type: "string", computed: true },
  modifiedOn: { type: "string", computed: true },
  name: { type: "string", required: true },
  priority: { type: "number", validate: priority },
  privateRouting: { type: "boolean" },
  proxiable: { type: "boolean", computed: true },
  proxied: { type: "boolean", default: false },
  settings: {
    type: "object",
    computed: true,
    input: true,
    fields: { flattenCname: flag, ipv4Only: flag, ipv6Only: flag },
  },
  tags: { type: "set", computed: true, input: true },
  tagsModifiedOn: { type: "string", computed: true },
  ttl: { type: "number", required: true },
  type: { type: "string", required: true, replaces: true, validate: recordType },
  zoneId: { type: "string", required: true, replaces: true },
};

function recordType(value: Plain): string | undefined {
  if (TYPES.includes(String(value).toUpperCase())) return undefined;
  const list = TYPES.map((name) => `"${name}"`).join(" ");
  return `Invalid Attribute Value Match. Attribute type value must be one of: [${list}], got: "${String(value)}"`;
}

function priority(value: Plain): string | undefined {
  const given = value as number;
  if (given >= 0 && given <= 65535) return undefined;
  return `Invalid Attribute Value. Attribute priority value must be between 0.000000 and 65535.000000, got: ${given.toFixed(6)}`;
}
