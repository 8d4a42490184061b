import * as pulumi from "@pulumi/pulumi";
import type { PlacedRecord } from "./dns-zone";

/** What the components of one program write, by zone. Programs that share a process, as tests do, each have an engine of their own. */
const written = new WeakMap<object, Map<string, PlacedRecord[]>>();

function zones(): Map<string, PlacedRecord[]> {
  const engine = pulumi.runtime.getMonitor() ?? written;
  const known = written.get(engine);
  if (known !== undefined) return known;
  const none = new Map<string, PlacedRecord[]>();
  written.set(engine, none);
  return none;
}

/** The records that other components of this program write into a zone. */
export function otherRecords(zone: string): PlacedRecord[] {
  return zones().get(zone) ?? [];
}

/** Remembers that a component writes records into a zone. */
export function noteRecords(component: string, zone: string, records: PlacedRecord[]): void {
  const theirs = records.map((record) => ({ ...record, input: `${record.input} of ${component}` }));
  zones().set(zone, [...otherRecords(zone), ...theirs]);
}
