import { ofOneRun } from "../one-run";
import type { PlacedRecord } from "./dns-zone";

/** What the components of one program write, by zone. */
const zones = ofOneRun(() => new Map<string, PlacedRecord[]>());

/** The records that other components of this program write into a zone. */
export function otherRecords(zone: string): PlacedRecord[] {
  return zones().get(zone) ?? [];
}

/** Remembers that a component writes records into a zone. */
export function noteRecords(component: string, zone: string, records: PlacedRecord[]): void {
  const theirs = records.map((record) => ({ ...record, input: `${record.input} of ${component}` }));
  zones().set(zone, [...otherRecords(zone), ...theirs]);
}
