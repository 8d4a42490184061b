import type { DnsRecordArgs } from "./dns-record-args";

/** A record, and the input that an error about it names. */
export interface WrittenRecord {
  input: string;
  /** Fields that are an input of another name, or of none. */
  fields?: Partial<Record<keyof DnsRecordArgs, string>>;
  record: DnsRecordArgs;
}

/** What an error about a field names. */
export function inputOf({ input, fields }: WrittenRecord, field: keyof DnsRecordArgs): string {
  return fields?.[field] ?? `${input}.${field}`;
}
