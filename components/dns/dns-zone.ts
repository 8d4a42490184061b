import * as pulumi from "@pulumi/pulumi";
import { demand, domainName, mailAddress, refuse, type Rule } from "../validate";
import { fullName, spoken } from "./dns-names";
import { inputOf, type WrittenRecord } from "./dns-origin";
import {
  type DnsCaaArgs,
  type DnsMachineArgs,
  DnsProvider,
  type DnsRecordArgs,
  DnsRecordType,
} from "./dns-record-args";
import { canonicalValue, usualTtl } from "./dns-record-forms";
import { isKnown } from "./dns-record-rules";
import { judgeMailSet } from "./dns-mail-sets";

/** A record under its full name, and what it is for. */
export interface PlacedRecord extends WrittenRecord {
  purpose: string;
}

/** What makes up a zone. */
interface ZoneContent {
  zone: string;
  records?: DnsRecordArgs[];
  machines?: DnsMachineArgs[];
  caa?: DnsCaaArgs;
}

/** Every record of a zone: those of machines, those that are written out, and those that name the certificate authorities. */
export function allRecords(resource: pulumi.Resource, content: ZoneContent): PlacedRecord[] {
  const { zone, records = [], machines = [], caa } = content;
  return [
    ...machines.flatMap((machine, index) => machineRecords(`machines[${index}]`, machine)),
    ...records.map((record, index) => ({ input: `records[${index}]`, record })),
    ...(caa === undefined ? [] : caaRecords(resource, caa)),
  ].map((written) => placed(resource, written, zone));
}

/** What purposes are made of by default: names, which begin with a digit or are long, and a few words. */
const purposeName: Rule<string> = {
  allowed: 'lower-case letters, digits and hyphens, such as "mx-backup"',
  accepts: (value) => typeof value === "string" && value.length <= 300 && /^[a-z0-9][a-z0-9-]*$/.test(value),
};

/** A record under its full name. */
export function placed(resource: pulumi.Resource, written: WrittenRecord, zone: string): PlacedRecord {
  const { record } = written;
  const name = fullName(resource, inputOf(written, "name"), record.name, zone);
  const purpose = record.purpose ?? `${spoken(name, zone)}-${record.type}`.toLowerCase();
  if (record.purpose !== undefined) demand(resource, inputOf(written, "purpose"), purpose, purposeName);
  return { ...written, purpose, record: { ...record, name } };
}

function machineRecords(machine: string, { names, ipv4, ipv6 }: DnsMachineArgs): WrittenRecord[] {
  return names.flatMap((name, index) => {
    const input = `${machine}.names[${index}]`;
    const { A, AAAA } = DnsRecordType;
    return [
      { input, fields: { name: input, value: `${machine}.ipv4` }, record: { name, type: A, value: ipv4 } },
      ...(ipv6 === undefined
        ? []
        : [{ input, fields: { name: input, value: `${machine}.ipv6` }, record: { name, type: AAAA, value: ipv6 } }]),
    ];
  });
}

function caaRecords(resource: pulumi.Resource, caa: DnsCaaArgs): WrittenRecord[] {
  const { authorities = ["letsencrypt.org"], accountUri, reportTo } = caa;
  authorities.forEach((authority, index) => demand(resource, `caa.authorities[${index}]`, authority, domainName));
  if (accountUri !== undefined && authorities.length !== 1)
    refuse(resource, `caa.accountUri is an account at one authority, got ${authorities.length} authorities`);
  if (reportTo !== undefined && isKnown(reportTo)) demand(resource, "caa.reportTo", reportTo, mailAddress);
  const property = (input: string, purpose: string, tag: string, value: pulumi.Input<string>): WrittenRecord => ({
    input,
    fields: { value: input },
    record: { name: "@", type: DnsRecordType.CAA, purpose: `caa-${purpose}`, tag, value },
  });
  return [
    ...authorities.map((authority, index) =>
      property(
        accountUri === undefined ? `caa.authorities[${index}]` : "caa.accountUri",
        index === 0 ? "issue" : `issue-${index + 1}`,
        "issue",
        accountUri === undefined ? authority : pulumi.interpolate`${authority};accounturi=${accountUri}`,
      ),
    ),
    // Certificates for single names are all this project asks for.
    property("caa", "wildcard", "issuewild", ";"),
    ...(reportTo === undefined
      ? []
      : [property("caa.reportTo", "report", "iodef", pulumi.interpolate`mailto:${reportTo}`)]),
  ];
}

/** Refuses records that can't stand beside each other, or beside those that other components write. */
export function judgeZone(
  resource: pulumi.Resource,
  records: PlacedRecord[],
  zone: string,
  provider: DnsProvider,
  others: PlacedRecord[] = [],
): void {
  records.forEach((written, index) => {
    const { input, purpose, record } = written;
    const earlier = records.slice(0, index);
    const { name, type, value, ttl = usualTtl } = record;
    const sameKind = [...others, ...earlier].filter(
      (other) => other.record.name === name && other.record.type === type,
    );
    const same = isKnown(value) ? sameKind.find((other) => says(other.record, record)) : undefined;
    if (same !== undefined)
      refuse(resource, `${input} repeats a record: ${name} ${type} ${value}${whose(same, others)}`);
    if (earlier.some((other) => other.purpose === purpose))
      refuse(resource, `${input} needs a purpose of its own, got "${purpose}", which another record has`);
    judgeMailSet(resource, input, record, sameKind);
    const other = sameKind.find((one) => (one.record.ttl ?? usualTtl) !== ttl);
    const otherTtl = other?.record.ttl ?? usualTtl;
    if (other !== undefined && isKnown(otherTtl) && isKnown(ttl))
      refuse(
        resource,
        `${inputOf(written, "ttl")} must be the same for all ${type} records of ${name}, got ${ttl} and ${otherTtl}${whose(other, others)}`,
      );
    if (type === DnsRecordType.CNAME) judgeAlias(resource, written, [...others, ...records], zone, provider);
    else judgeBesideAlias(resource, input, record, zone, others);
  });
}

/** Tells of a record that another component writes. */
function whose(record: PlacedRecord, others: PlacedRecord[]): string {
  return others.includes(record) ? `, as does ${record.input}` : "";
}

function says(one: DnsRecordArgs, other: DnsRecordArgs): boolean {
  return (
    isKnown(one.value) &&
    isKnown(other.value) &&
    canonicalValue(one.type, one.value) === canonicalValue(other.type, other.value) &&
    one.tag === other.tag &&
    one.port === other.port
  );
}

/** An alias that another component writes leaves no room for anything else at its name. */
function judgeBesideAlias(
  resource: pulumi.Resource,
  input: string,
  { name, type }: DnsRecordArgs,
  zone: string,
  others: PlacedRecord[],
): void {
  const alias = others.find(({ record }) => record.name === name && record.type === DnsRecordType.CNAME);
  const answered = name === zone && type !== DnsRecordType.A && type !== DnsRecordType.AAAA;
  if (alias !== undefined && !answered)
    refuse(resource, `${input} can't stand beside a CNAME record of ${name}, which ${alias.input} is`);
}

function judgeAlias(
  resource: pulumi.Resource,
  alias: PlacedRecord,
  records: PlacedRecord[],
  zone: string,
  provider: DnsProvider,
): void {
  const { input } = alias;
  const { name } = alias.record;
  if (name === zone && provider !== DnsProvider.Cloudflare)
    refuse(
      resource,
      `${inputOf(alias, "type")} must not be CNAME at the zone's own name, which only cloudflare resolves itself`,
    );
  // Cloudflare answers with the target's addresses there, so other kinds may stand beside it.
  const beside = records.find(
    ({ record }) =>
      record.name === name &&
      (name === zone
        ? record.type === DnsRecordType.A || record.type === DnsRecordType.AAAA
        : record.type !== DnsRecordType.CNAME),
  );
  const second = records.filter(({ record }) => record.name === name && record.type === DnsRecordType.CNAME).length > 1;
  if (beside !== undefined || second)
    refuse(
      resource,
      `${input} is a CNAME record, beside which ${name} can't have another record, got ${second ? "a second CNAME" : beside?.record.type}`,
    );
}
