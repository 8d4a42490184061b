import type { Resource } from "./observe";

/** A record as a line of a zone file. */
export interface ZoneLine {
  /** URN of the record. */
  urn: string;
  zone: string;
  text: string;
}

const types = ["cloudflare:index/dnsRecord:DnsRecord", "digitalocean:index/dnsRecord:DnsRecord"];

/** What a record of either cloud consists of. */
interface RecordInputs {
  name?: string;
  type?: string;
  ttl?: number;
  /** Of Cloudflare. */
  content?: string;
  zoneId?: string;
  data?: {
    flags?: number;
    tag?: string;
    value?: string;
    priority?: number;
    weight?: number;
    port?: number;
    target?: string;
  };
  /** Of DigitalOcean. */
  domain?: string;
  value?: string;
  priority?: number;
  weight?: number;
  port?: number;
  flags?: number;
  tag?: string;
}

/** Whether a resource is a DNS record. */
export function isRecord({ type }: Resource): boolean {
  return types.includes(type);
}

/** A record as a line. `zone` is that of the component it belongs to. */
export function zoneLine({ urn, name: resource, inputs }: Resource, zone: string | undefined): ZoneLine {
  const record = inputs as RecordInputs;
  const origin = zone ?? record.domain ?? record.zoneId;
  if (origin === undefined || record.type === undefined) throw new Error(`record ${resource}: its zone isn't known`);
  if (JSON.stringify(record).includes('"[secret]"'))
    throw new Error(`record ${resource}: the program says that it is secret, and what is in a zone never is`);
  const owner = record.domain === undefined ? (record.name ?? "") : within(record.name ?? "@", record.domain);
  // 1 is Cloudflare's word for "automatic".
  const ttl = record.ttl === undefined || record.ttl <= 1 ? 300 : record.ttl;
  const text = `${dotted(owner)} ${ttl} IN ${record.type} ${data(record)}`;
  return { urn, zone: origin, text };
}

function data(record: RecordInputs): string {
  const { type, content, priority = record.data?.priority ?? 0 } = record;
  const { flags = 0, tag = "", weight = 0, port = 0, target, value = "" } = { ...record, ...record.data };
  // DigitalOcean's word for the zone itself.
  const text = content ?? (value === "@" ? (record.domain ?? "") : value);
  switch (type) {
    case "TXT":
      return content === undefined ? quoted(text) : text;
    case "MX":
      return `${priority} ${dotted(text)}`;
    case "SRV":
      return `${priority} ${weight} ${port} ${dotted(target ?? text)}`;
    case "CAA":
      return `${flags} ${tag} "${value.replace(/\.$/, "")}"`;
    case "CNAME":
    case "NS":
    case "PTR":
      return dotted(text);
    default:
      return text;
  }
}

/** Strings of a record are of 255 bytes at most. */
function quoted(text: string): string {
  const parts = text.match(/[^]{1,255}/g) ?? [""];
  return parts.map((part) => `"${part.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
}

function within(name: string, domain: string): string {
  return name === "@" ? domain : `${name}.${domain}`;
}

function dotted(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}
