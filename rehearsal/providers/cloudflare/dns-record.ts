import { randomBytes } from "node:crypto";
import type { PlainMap, ResourceType } from "../bridged";
import { collection, remove, theWorld } from "../pretend-cloud";
import { apiError } from "./api";
import { modifyPlan } from "./dns-record-plan";
import { properties } from "./dns-record-properties";
import { refuse } from "./rules";
import { publish, recordsOf, zoneFor, type DnsRecord, type Zone } from "./zone";

const NOT_FOUND = [81044, "Record does not exist."] as const;

/** `cloudflare:index/dnsRecord:DnsRecord`. */
export const dnsRecord: ResourceType = {
  properties,
  meta: '{"schema_version":"500"}',
  modifyPlan,
  create: async ({ planned }) => {
    const zoneId = planned.zoneId as string;
    if (planned.proxied === true && planned.ttl !== 1) {
      const why =
        "When a DNS record is marked as `proxied` the TTL must be 1 as Cloudflare will control the TTL internally.";
      throw new Error(`ttl must be set to 1 when \`proxied\` is true: ${why}`);
    }
    const world = theWorld();
    const path = `zones/${zoneId}/dns_records`;
    const made = await world.cloud((cloud) => {
      const zone = zoneFor(cloud, zoneId, planned.name as string);
      const now = new Date().toISOString();
      const record = toRecord(randomBytes(16).toString("hex"), planned, zone, now, now);
      refuse(record, recordsOf(cloud, zoneId), "POST", path);
      return (collection<DnsRecord>(cloud, "cloudflareRecords")[record.id] = record);
    });
    await publish(world, zoneId);
    return { id: made.id, known: { id: made.id, ...computed(made, planned) } };
  },
  update: async (id, { planned }) => {
    const zoneId = planned.zoneId as string;
    const world = theWorld();
    const path = `zones/${zoneId}/dns_records/${id}`;
    const made = await world.cloud((cloud) => {
      const records = collection<DnsRecord>(cloud, "cloudflareRecords");
      const old = records[id];
      if (!old) throw apiError("PUT", path, ...NOT_FOUND, 404);
      const zone = zoneFor(cloud, zoneId, planned.name as string);
      const record = toRecord(id, planned, zone, old.createdOn, new Date().toISOString());
      refuse(record, recordsOf(cloud, zoneId), "PUT", path);
      return (records[id] = record);
    });
    await publish(world, zoneId);
    return { id, ...computed(made, planned) };
  },
  read: async (id) => {
    const found = await theWorld().cloud(
      (cloud) => collection<DnsRecord>(cloud, "cloudflareRecords")[id.split("/").pop()!],
    );
    return found && { id: found.id, ...attributes(found) };
  },
  delete: async (id, prior) => {
    const zoneId = prior.zoneId as string;
    const world = theWorld();
    await world.cloud((cloud) => {
      const records = collection<DnsRecord>(cloud, "cloudflareRecords");
      if (!records[id]) throw apiError("DELETE", `zones/${zoneId}/dns_records/${id}`, ...NOT_FOUND, 404);
      remove(records, id);
    });
    await publish(world, zoneId);
  },
};

/** A planned record as the API keeps it. */
function toRecord(id: string, planned: PlainMap, zone: Zone, createdOn: string, modifiedOn: string): DnsRecord {
  const { type, ttl, priority, comment, data } = planned as Partial<DnsRecord>;
  const { flags = 0, tag, value, weight, port, target } = data ?? {};
  const spelled = type === "SRV" ? `${weight} ${port} ${target}` : `${flags} ${tag} "${value}"`;
  const content = data ? spelled : String(planned.content ?? "");
  return {
    ...{
      id,
      zoneId: zone.id,
      type: type!.toUpperCase() as DnsRecord["type"],
      ttl: ttl!,
      proxied: planned.proxied === true,
    },
    name: fullName(planned.name as string, zone.name),
    content: canonical(type!.toUpperCase(), content),
    ...(priority === undefined ? {} : { priority }),
    ...(comment === undefined ? {} : { comment }),
    ...(data === undefined ? {} : { data }),
    ...{ createdOn, modifiedOn },
  };
}

function fullName(name: string, zone: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (lower === "@") return zone;
  return lower === zone || lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
}

/** Addresses are kept in their shortest form, names in lower case and without the last dot. */
function canonical(type: string, content: string): string {
  if (type === "AAAA" && /^[0-9a-f:.]+$/i.test(content)) return new URL(`http://[${content}]/`).hostname.slice(1, -1);
  return ["CNAME", "MX", "NS"].includes(type) ? content.toLowerCase().replace(/\.$/, "") : content;
}

/** What the API adds. Names and contents stay in the state as the program wrote them until a refresh. */
function computed(made: DnsRecord, planned: PlainMap): PlainMap {
  const { content, createdOn, modifiedOn, proxiable, meta, settings } = attributes(made);
  const all = { createdOn, modifiedOn, proxiable, meta, ...(planned.data === undefined ? {} : { content }) };
  return {
    ...all,
    ...(made.type === "CNAME" ? { settings } : {}),
    ...(made.comment ? { commentModifiedOn: modifiedOn } : {}),
  };
}

function attributes(made: DnsRecord): PlainMap {
  const { zoneId, name, type, content, ttl, proxied, priority, comment, data, createdOn, modifiedOn } = made;
  const optional = Object.entries({ priority, comment, data }).filter(([, value]) => value !== undefined);
  return {
    ...{ zoneId, name, type, content, ttl, proxied, createdOn, modifiedOn, ...Object.fromEntries(optional) },
    proxiable: ["A", "AAAA", "CNAME"].includes(type),
    meta: "{}",
    ...(type === "CNAME" ? { settings: { flattenCname: false, ipv4Only: false, ipv6Only: false } } : {}),
  };
}
