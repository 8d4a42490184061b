import * as pulumi from "@pulumi/pulumi";
import { demand, domainName, mailAddress, plainName, refuse } from "../validate";
import { fullName, spoken } from "./dns-names";
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

/** A record under its full name, what it is for, and the input it comes from. */
export interface PlacedRecord {
  input: string;
  purpose: string;
  record: DnsRecordArgs;
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
    ...records.map((record, index) => ({ input: `records[${index}]`, field: ".name", record })),
    ...(caa === undefined ? [] : caaRecords(resource, caa)),
  ].map(({ input, field, record }) => placed(resource, input, `${input}${field}`, record, zone));
}

/** A record under its full name. `nameInput` is where the name comes from. */
export function placed(
  resource: pulumi.Resource,
  input: string,
  nameInput: string,
  record: DnsRecordArgs,
  zone: string,
): PlacedRecord {
  const name = fullName(resource, nameInput, record.name, zone);
  const purpose = record.purpose ?? `${spoken(name, zone)}-${record.type}`.toLowerCase();
  if (record.purpose !== undefined) demand(resource, `${input}.purpose`, purpose, plainName);
  return { input, purpose, record: { ...record, name } };
}

interface WrittenRecord {
  input: string;
  /** The part of the input that holds the name. */
  field: string;
  record: DnsRecordArgs;
}

function machineRecords(input: string, { names, ipv4, ipv6 }: DnsMachineArgs): WrittenRecord[] {
  return names.flatMap((name, index) => [
    { input, field: `.names[${index}]`, record: { name, type: DnsRecordType.A, value: ipv4 } },
    ...(ipv6 === undefined
      ? []
      : [{ input, field: `.names[${index}]`, record: { name, type: DnsRecordType.AAAA, value: ipv6 } }]),
  ]);
}

function caaRecords(resource: pulumi.Resource, caa: DnsCaaArgs): WrittenRecord[] {
  const { authorities = ["letsencrypt.org"], accountUri, reportTo } = caa;
  authorities.forEach((authority, index) => demand(resource, `caa.authorities[${index}]`, authority, domainName));
  if (accountUri !== undefined && authorities.length !== 1)
    refuse(resource, `caa.accountUri is an account at one authority, got ${authorities.length} authorities`);
  if (reportTo !== undefined && isKnown(reportTo)) demand(resource, "caa.reportTo", reportTo, mailAddress);
  const property = (purpose: string, tag: string, value: pulumi.Input<string>): WrittenRecord => ({
    input: "caa",
    field: "",
    record: { name: "@", type: DnsRecordType.CAA, purpose: `caa-${purpose}`, tag, value },
  });
  return [
    ...authorities.map((authority, index) =>
      property(
        index === 0 ? "issue" : `issue-${index + 1}`,
        "issue",
        accountUri === undefined ? authority : pulumi.interpolate`${authority};accounturi=${accountUri}`,
      ),
    ),
    // Certificates for single names are all this project asks for.
    property("wildcard", "issuewild", ";"),
    ...(reportTo === undefined ? [] : [property("report", "iodef", pulumi.interpolate`mailto:${reportTo}`)]),
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
  records.forEach(({ input, purpose, record }, index) => {
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
        `${input}.ttl must be the same for all ${type} records of ${name}, got ${ttl} and ${otherTtl}${whose(other, others)}`,
      );
    if (type === DnsRecordType.CNAME) judgeAlias(resource, input, name, [...others, ...records], zone, provider);
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
  input: string,
  name: string,
  records: PlacedRecord[],
  zone: string,
  provider: DnsProvider,
): void {
  if (name === zone && provider !== DnsProvider.Cloudflare)
    refuse(resource, `${input}.type must not be CNAME at the zone's own name, which only cloudflare resolves itself`);
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
