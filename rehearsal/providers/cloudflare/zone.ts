import { createHash } from "node:crypto";
import type { Cloud, ZoneRecord } from "../../world";
import { collection, type CloudWorld } from "../pretend-cloud";
import { toZoneRecord } from "./zone-record";

/** A zone in `cloud.json`. */
export interface Zone {
  id: string;
  name: string;
}

/** A DNS record as the API keeps it: the full name in lower case. */
export interface DnsRecord {
  id: string;
  zoneId: string;
  name: string;
  type: ZoneRecord["type"];
  content: string;
  ttl: number;
  proxied: boolean;
  priority?: number;
  comment?: string;
  data?: Record<string, string | number>;
  createdOn: string;
  modifiedOn: string;
}

const NAME_SERVERS = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];

/** The id that a zone has in a rehearsal if it is looked up by its name. */
export function zoneIdOf(name: string): string {
  return createHash("md5").update(`zone ${name}`).digest("hex");
}

/**
 * The zone with an id. Any id is accepted: an organisation's configuration holds the id of its real zone. What the zone is
 * called is learned from the first record with a full name: the longest zone known already that it ends with, or its last two labels.
 */
export function zoneFor(cloud: Cloud, zoneId: string, recordName: string): Zone {
  const zones = collection<Zone>(cloud, "cloudflareZones");
  const known = zones[zoneId];
  if (known) return known;
  const labels = recordName.toLowerCase().replace(/\.$/, "").split(".");
  const suffixes = labels.map((_label, index) => labels.slice(index).join("."));
  const byId = suffixes.find((name) => zoneIdOf(name) === zoneId);
  if (labels.length < 2 && !byId) {
    throw new Error(`the name of zone ${zoneId} isn't known yet: use the full name of record ${recordName}`);
  }
  const names = Object.values(zones).map(({ name }) => name);
  const name = byId ?? suffixes.find((suffix) => names.includes(suffix)) ?? suffixes.at(-2)!;
  return (zones[zoneId] = { id: zoneId, name });
}

/** The records of a zone. */
export function recordsOf(cloud: Cloud, zoneId: string): DnsRecord[] {
  return Object.values(collection<DnsRecord>(cloud, "cloudflareRecords")).filter((record) => record.zoneId === zoneId);
}

/** Serves a zone as it is now. */
export async function publish(world: CloudWorld, zoneId: string): Promise<void> {
  const [zone, records] = await world.cloud((cloud) => [
    collection<Zone>(cloud, "cloudflareZones")[zoneId],
    recordsOf(cloud, zoneId),
  ]);
  if (zone) await world.publishZone(zone.name, records.map(toZoneRecord), NAME_SERVERS);
}
