import type { Cloud, ZoneRecord } from "../../world";
import { collection, type CloudWorld } from "../pretend-cloud";

/** A DNS zone in `cloud.json`. */
export interface Domain {
  name: string;
  ttl: number;
}

/** A record of a zone as the API keeps it: the name relative to the zone, targets as full names without their last dot. */
export interface DomainRecord {
  id: string;
  domain: string;
  type: ZoneRecord["type"];
  name: string;
  data: string;
  ttl: number;
  priority?: number;
  port?: number;
  weight?: number;
  flags?: number;
  tag?: string;
}

const NAME_SERVERS = ["ns1.digitalocean.com", "ns2.digitalocean.com", "ns3.digitalocean.com"];

/** The records of a zone. */
export function recordsOf(cloud: Cloud, domain: string): DomainRecord[] {
  return Object.values(collection<DomainRecord>(cloud, "domainRecords")).filter((record) => record.domain === domain);
}

/** Serves a zone as it is now. */
export async function publish(world: CloudWorld, domain: string): Promise<void> {
  const records = await world.cloud((cloud) => recordsOf(cloud, domain));
  await world.publishZone(domain, records.map(toZoneRecord), NAME_SERVERS);
}

function toZoneRecord({ type, name, data, ttl, priority, port, weight, flags, tag }: DomainRecord): ZoneRecord {
  if (type === "CAA") return { name, type, ttl, value: `${flags ?? 0} ${tag} "${data}"` };
  const target = type === "A" || type === "AAAA" || type === "TXT" || data === "@" ? data : `${data}.`;
  return { name, type, ttl, value: target, ...numbers({ priority, port, weight }) };
}

function numbers(given: Record<string, number | undefined>): Partial<Record<"priority" | "port" | "weight", number>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
