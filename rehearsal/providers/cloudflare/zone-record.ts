import type { ZoneRecord } from "../../world";
import type { DnsRecord } from "./zone";

const AUTOMATIC_TTL = 300;

/** A record as the zone serves it. A proxied record answers with its own address: nobody stands in between in a rehearsal. */
export function toZoneRecord({ name, type, content, ttl, priority, data }: DnsRecord): ZoneRecord {
  const common = { name: `${name}.`, type, ttl: ttl === 1 ? AUTOMATIC_TTL : ttl };
  if (type === "CAA" && data) return { ...common, value: `${data.flags ?? 0} ${data.tag} "${data.value}"` };
  if (type === "SRV" && data) {
    const numbers = { priority: Number(data.priority), weight: Number(data.weight), port: Number(data.port) };
    return { ...common, ...numbers, value: absolute(String(data.target)) };
  }
  if (type === "TXT") return { ...common, value: unquoted(content) };
  if (type === "CNAME" || type === "NS") return { ...common, value: absolute(content) };
  if (type === "MX") return { ...common, priority, value: absolute(content) };
  return { ...common, value: content };
}

function absolute(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

/** Quotes around the strings of a TXT record aren't part of it. */
function unquoted(content: string): string {
  const strings = content.match(/"(?:[^"\\]|\\.)*"/g);
  return strings ? strings.map((text) => text.slice(1, -1).replace(/\\(.)/g, "$1")).join("") : content;
}
