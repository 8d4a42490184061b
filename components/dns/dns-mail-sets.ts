import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../validate";
import { type DnsRecordArgs, DnsRecordType } from "./dns-record-args";
import { isKnown } from "./dns-record-rules";
import type { PlacedRecord } from "./dns-zone";

/** Names at which receivers want one text, and make nothing of two. */
const single: [start: string, what: string][] = [
  ["_dmarc.", "DMARC"],
  ["_mta-sts.", "MTA-STS"],
  ["_smtp._tls.", "TLS-RPT"],
];

/** Refuses a second record where mail knows one only: SPF, DMARC and the like, and no mail at all. */
export function judgeMailSet(
  resource: pulumi.Resource,
  input: string,
  record: DnsRecordArgs,
  sameKind: PlacedRecord[],
): void {
  const { name, type } = record;
  if (
    type === DnsRecordType.MX &&
    sameKind[0] !== undefined &&
    [record, ...sameKind.map((one) => one.record)].some(isNullMx)
  )
    refuse(resource, `${input} can't stand beside ${sameKind[0].input}: ${name} takes either no mail at all or some`);
  if (type !== DnsRecordType.TXT) return;
  const what = single.find(([start]) => name.startsWith(start))?.[1] ?? (isSpf(record) ? "SPF" : undefined);
  const first = what === "SPF" ? sameKind.find((other) => isSpf(other.record)) : sameKind[0];
  if (what !== undefined && first !== undefined)
    refuse(
      resource,
      `${input} is a second ${what} record of ${name}, beside ${first.input}, and receivers make nothing of two`,
    );
}

function isNullMx({ value }: DnsRecordArgs): boolean {
  return value === ".";
}

function isSpf({ value }: DnsRecordArgs): boolean {
  return isKnown(value) && /^v=spf1( |$)/i.test(value);
}
