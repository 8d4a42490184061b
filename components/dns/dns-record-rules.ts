import * as pulumi from "@pulumi/pulumi";
import { isIPv4, isIPv6 } from "node:net";
import { demand, httpsUrl, mailAddress, oneOf, port, refuse, type Rule, wholeNumber, yesOrNo } from "../validate";
import { target } from "./dns-names";
import { inputOf, type WrittenRecord } from "./dns-origin";
import { DnsProvider, type DnsRecordArgs, DnsRecordType } from "./dns-record-args";

const ipv4: Rule<string> = {
  allowed: 'an IPv4 address such as "203.0.113.10"',
  accepts: (value) => typeof value === "string" && isIPv4(value),
};
const ipv6: Rule<string> = {
  allowed: 'an IPv6 address such as "2001:db8::10"',
  accepts: (value) => typeof value === "string" && isIPv6(value) && !value.includes("%"),
};
const mailTarget: Rule<string> = {
  allowed: `${target.allowed}, or "." for no mail at all`,
  accepts: (value) => value === "." || target.accepts(value),
};
const caaValue: Rule<string> = {
  allowed:
    '";", a domain with parameters such as "letsencrypt.org;validationmethods=http-01", or a mailto or https address',
  accepts: (value) =>
    typeof value === "string" &&
    value !== "" &&
    value.length <= 255 &&
    (/^([a-z0-9][a-z0-9.-]*)?(;[A-Za-z0-9-]+=[!#-:<-[\]-~]+)*;?$/.test(value) ||
      httpsUrl.accepts(value) ||
      (value.startsWith("mailto:") && mailAddress.accepts(value.slice(7)))),
};

function text(longest: number): Rule<string> {
  return {
    allowed: `1 to ${longest} printable ASCII characters without " and \\`,
    accepts: (value) => typeof value === "string" && value.length <= longest && /^[ !#-[\]-~]+$/.test(value),
  };
}

const values: Record<DnsProvider, Record<DnsRecordType, Rule<string>>> = {
  cloudflare: { A: ipv4, AAAA: ipv6, CNAME: target, MX: mailTarget, TXT: text(2000), CAA: caaValue, SRV: target },
  // DigitalOcean takes 512 characters, and counts what it adds itself.
  digitalocean: { A: ipv4, AAAA: ipv6, CNAME: target, MX: target, TXT: text(500), CAA: caaValue, SRV: target },
};

const sixteenBits = wholeNumber(0, 65535);

interface Field {
  name: "priority" | "weight" | "port" | "tag" | "ttl" | "proxied";
  rule: Rule<never>;
  /** Kinds of records that have the field, if not all. */
  kinds?: DnsRecordType[];
  needed?: boolean;
}

const fields: Field[] = [
  { name: "priority", rule: sixteenBits, kinds: ["MX", "SRV"], needed: true },
  { name: "weight", rule: sixteenBits, kinds: ["SRV"] },
  { name: "port", rule: port, kinds: ["SRV"], needed: true },
  {
    name: "tag",
    rule: oneOf({ Issue: "issue", IssueWild: "issuewild", Iodef: "iodef" }),
    kinds: ["CAA"],
    needed: true,
  },
  { name: "ttl", rule: wholeNumber(60, 86400) },
  { name: "proxied", rule: yesOrNo, kinds: ["A", "AAAA", "CNAME"] },
];

/** Refuses a record that can't be. Values that aren't known yet are judged when this is called again with them. */
export function judgeRecord(resource: pulumi.Resource, written: WrittenRecord, provider: DnsProvider): void {
  const { record } = written;
  const { type, value, proxied, ttl } = record;
  const input = (field: keyof DnsRecordArgs): string => inputOf(written, field);
  demand(resource, input("type"), type, oneOf(DnsRecordType));
  if (isKnown(value)) demand(resource, input("value"), value, values[provider][type]);
  for (const { name, rule, kinds, needed } of fields) {
    const given: unknown = record[name];
    const has = kinds === undefined || kinds.includes(type);
    if (given === undefined && has && needed)
      refuse(resource, `${input(name)} is needed for ${type} records, got none`);
    if (given !== undefined && given !== false && !has)
      refuse(resource, `${input(name)} is for ${kinds.join(", ")} records, got a ${type} record`);
    if (given !== undefined && has && isKnown(given)) demand(resource, input(name), given, rule as Rule<unknown>);
  }
  if (proxied === undefined || proxied === false) return;
  if (provider !== DnsProvider.Cloudflare)
    refuse(resource, `${input("proxied")} is for zones at cloudflare, got a zone at ${provider}`);
  if (proxied === true && ttl !== undefined)
    refuse(resource, `${input("ttl")} must be left out of a proxied record, whose time to live Cloudflare chooses`);
}

/** The record, with values that aren't known yet judged as soon as they are. */
export function judgedLater(resource: pulumi.Resource, written: WrittenRecord, provider: DnsProvider): DnsRecordArgs {
  const { record } = written;
  const later = Object.entries(record)
    .filter(([, value]) => value !== undefined && !isKnown(value))
    .map(([field, value]) => [
      field,
      (value as pulumi.Output<string>).apply((known) => {
        judgeRecord(resource, { ...written, record: { ...record, [field]: known } }, provider);
        return known;
      }),
    ]);
  return { ...record, ...Object.fromEntries(later) };
}

/** Whether an input is a plain value. */
export function isKnown<T>(value: pulumi.Input<T>): value is T & Exclude<typeof value, Promise<T>> {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}
