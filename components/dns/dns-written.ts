import type * as pulumi from "@pulumi/pulumi";
import { ofOneRun } from "../one-run";
import type { PlacedRecord } from "./dns-zone";

/** What the components of one program write, by zone and by who makes the records. */
const zones = ofOneRun(() => new Map<string, Map<pulumi.Resource, PlacedRecord[]>>());

/** The records that other components of this program write into a zone. */
export function otherRecords(zone: string): PlacedRecord[] {
  return [...(zones().get(zone)?.values() ?? [])].flat();
}

/** Remembers that a component writes records into a zone. Said again about the same maker, it counts in place of what was said before: inputs are those of the component that has them. */
export function noteRecords(maker: pulumi.Resource, component: string, zone: string, records: PlacedRecord[]): void {
  const theirs = records.map((record) => ({ ...record, input: `${record.input} of ${component}` }));
  zones().set(zone, new Map(zones().get(zone)).set(maker, theirs));
}
