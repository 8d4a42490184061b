import type * as cloudflare from "@pulumi/cloudflare";
import type * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { type DnsRecordArgs, DnsRecordType } from "./dns-record-args";
import { canonicalTarget, relativeName } from "./dns-names";

/** Seconds that resolvers keep a record which doesn't say. */
export const usualTtl = 300;

/** The record as Cloudflare itself would tell it, so that nothing ever differs. */
export function atCloudflare(record: DnsRecordArgs): Omit<cloudflare.DnsRecordArgs, "zoneId"> {
  const { name, type, tag, port, priority, weight = 0, proxied = false, ttl = usualTtl } = record;
  const value = pulumi.output(record.value).apply((known) => canonicalValue(type, known));
  // 1 is Cloudflare's word for "automatic", the only one it takes when it stands in between.
  const common = {
    name,
    type,
    proxied,
    ttl: pulumi.all([proxied, ttl]).apply(([between, seconds]) => (between ? 1 : seconds)),
  };
  if (type === DnsRecordType.CAA) return { ...common, data: { flags: "0", tag, value } };
  if (type === DnsRecordType.TXT) return { ...common, content: value.apply(quoted) };
  if (type === DnsRecordType.MX) return { ...common, priority, content: value };
  // Cloudflare tells the priority of SRV records twice, so it is said twice.
  if (type === DnsRecordType.SRV) return { ...common, priority, data: { priority, weight, port, target: value } };
  return { ...common, content: value };
}

/** The record as DigitalOcean itself would tell it, so that nothing ever differs. */
export function atDigitalOcean(record: DnsRecordArgs, zone: string): Omit<digitalocean.DnsRecordArgs, "domain"> {
  const { type, tag, port, priority, weight = 0, ttl = usualTtl } = record;
  const common = { name: relativeName(record.name, zone), type, ttl };
  const value = pulumi.output(record.value).apply((known) => canonicalValue(type, known));
  const absolute = value.apply((known) => (known === zone ? "@" : `${known}.`));
  if (type === DnsRecordType.CAA)
    return {
      ...common,
      flags: 0,
      tag,
      value: pulumi.all([tag, value]).apply(([property, known]) => dotted(property, known)),
    };
  if (type === DnsRecordType.CNAME) return { ...common, value: absolute };
  if (type === DnsRecordType.MX) return { ...common, priority, value: absolute };
  if (type === DnsRecordType.SRV) return { ...common, priority, weight, port, value: absolute };
  return { ...common, value };
}

/** The one way of writing a value. */
export function canonicalValue(type: DnsRecordType, value: string): string {
  if (type === DnsRecordType.AAAA) return new URL(`http://[${value}]`).hostname.slice(1, -1);
  if (type === DnsRecordType.CNAME || type === DnsRecordType.MX || type === DnsRecordType.SRV)
    return value === "." ? value : canonicalTarget(value);
  return value;
}

/** The record as a zone file writes it. */
export function zoneLine(record: DnsRecordArgs): pulumi.Output<string> {
  const { name, type, priority, weight = 0, port, tag, ttl = usualTtl } = record;
  return pulumi.all([record.value, ttl, priority, weight, port, tag]).apply((known) => {
    const [value, seconds, first, share, at, property] = known;
    const canonical = canonicalValue(type, value);
    const absolute = canonical.endsWith(".") ? canonical : `${canonical}.`;
    const data: Record<DnsRecordType, string> = {
      A: canonical,
      AAAA: canonical,
      CNAME: absolute,
      MX: `${first} ${absolute}`,
      SRV: `${first} ${share} ${at} ${absolute}`,
      TXT: quoted(value),
      CAA: `0 ${property} "${value}"`,
    };
    return `${name}. ${seconds} IN ${type} ${data[type]}`;
  });
}

/** DigitalOcean wants a dot after every CAA value but a reporting address. */
function dotted(tag: string | undefined, value: string): string {
  return tag === "iodef" ? value : `${value}.`;
}

/** Strings of at most 255 characters, as a zone file writes them. */
function quoted(text: string): string {
  return (text.match(/.{1,255}/g) ?? []).map((part) => `"${part}"`).join(" ");
}
