import type { Cloud } from "../../world";
import type { PlainMap, ResourceType } from "../bridged";
import { collection, nextId, remove, theWorld } from "../pretend-cloud";
import { apiError, autoName, between, NOT_FOUND, notZero, providerError } from "./api";
import { publish, recordsOf, type Domain, type DomainRecord } from "./zone";

const DEFAULT_TTL = 1800;
const TYPES = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "TXT", "SRV", "SOA"];
/** Types whose value is a name. */
const TARGETS = ["CNAME", "MX", "NS", "SRV", "CAA"];
const port = between(0, 65535);

/** `digitalocean:index/dnsRecord:DnsRecord`. */
export const dnsRecord: ResourceType = {
  autoName,
  properties: {
    domain: { type: "string", required: true, replaces: true, validate: notZero },
    flags: { type: "number", validate: between(0, 255) },
    fqdn: { type: "string", computed: true },
    name: {
      type: "string",
      validate: notZero,
      same: (old, value, { domain }) =>
        (old === "@" && value === `${String(domain)}.`) || `${String(old)}.${String(domain)}.` === value,
    },
    port: { type: "number", validate: port },
    priority: { type: "number", validate: port },
    tag: { type: "string", oneOf: ["issue", "issuewild", "iodef"] },
    ttl: { type: "number", computed: true, input: true, validate: between(1, 2 ** 31) },
    type: { type: "string", required: true, replaces: true, oneOf: TYPES },
    value: {
      type: "string",
      required: true,
      same: (old, value, { domain }) =>
        (old === "@" && value === `${String(domain)}.`) || old === `${String(value)}.${String(domain)}.`,
    },
    weight: { type: "number", validate: port },
  },
  modifyPlan: (_prior, planned) => {
    const needed: Record<string, string[]> = { MX: ["priority"], SRV: ["priority", "weight"], CAA: ["flags", "tag"] };
    const missing = needed[planned.type as string]?.find((name) => planned[name] === undefined);
    if (missing) throw new Error(`\`${missing}\` is required for when type is \`${String(planned.type)}\``);
  },
  create: async ({ planned }) => {
    if (planned.type === "SRV" && planned.port === undefined)
      throw providerError("`port` is required for when type is `SRV`");
    const world = theWorld();
    const made = await world.cloud((cloud) => {
      const id = nextId(cloud);
      return put(
        cloud,
        toRecord(id, planned),
        "Failed to create record",
        "POST",
        `domains/${String(planned.domain)}/records`,
      );
    });
    await publish(world, made.domain);
    return { id: made.id, known: attributes(made) };
  },
  update: async (id, { planned }) => {
    const world = theWorld();
    const path = `domains/${String(planned.domain)}/records/${id}`;
    const made = await world.cloud((cloud) => {
      if (!collection(cloud, "domainRecords")[id])
        throw apiError("Failed to update record", "PUT", path, 404, NOT_FOUND);
      return put(cloud, toRecord(id, planned), "Failed to update record", "PUT", path);
    });
    await publish(world, made.domain);
    return attributes(made);
  },
  read: (id) =>
    theWorld().cloud((cloud) => {
      const found = collection<DomainRecord>(cloud, "domainRecords")[id];
      return found && attributes(found);
    }),
  delete: async (id, prior) => {
    const world = theWorld();
    await world.cloud((cloud) => remove(collection<DomainRecord>(cloud, "domainRecords"), id));
    if (await world.cloud((cloud) => collection<Domain>(cloud, "domains")[prior.domain as string])) {
      await publish(world, prior.domain as string);
    }
  },
};

function toRecord(id: string, planned: PlainMap): DomainRecord {
  const { domain, type, name, value, ttl } = planned as { [key: string]: string };
  const relative = name!.endsWith(`${domain}.`) ? name!.slice(0, -domain!.length - 2) || "@" : name!;
  const names = TARGETS.includes(type!) && planned.tag !== "iodef" && value !== "@";
  const target = names && !value!.endsWith(".") && type !== "CAA" ? `${value}.${domain}` : value!.replace(/\.$/, "");
  const numbers = Object.fromEntries(
    ["priority", "port", "weight", "flags", "tag"].flatMap((key) =>
      planned[key] === undefined ? [] : [[key, planned[key]]],
    ),
  );
  const data = names ? target : value!;
  return {
    id,
    domain: domain!,
    type: type as DomainRecord["type"],
    name: relative,
    data,
    ttl: Number(ttl ?? DEFAULT_TTL),
    ...numbers,
  };
}

/** Keeps a record, if the cloud would. */
function put(cloud: Cloud, record: DomainRecord, what: string, method: string, path: string): DomainRecord {
  const refused = (message: string, status = 422) => apiError(what, method, path, status, message);
  if (!collection<Domain>(cloud, "domains")[record.domain]) throw refused(NOT_FOUND, 404);
  const beside = recordsOf(cloud, record.domain).filter(({ id, name }) => id !== record.id && name === record.name);
  if (record.type === "CNAME" && record.name === "@")
    throw refused("CNAME records cannot be created at the root of a domain.");
  if (beside.length > 0 && [record, ...beside].some(({ type }) => type === "CNAME")) {
    throw refused("CNAME records cannot share a name with other records");
  }
  return (collection<DomainRecord>(cloud, "domainRecords")[record.id] = record);
}

function attributes(record: DomainRecord): PlainMap {
  const { domain, type, name, data, ttl, priority, port: portNumber, weight, flags, tag } = record;
  const dotted = TARGETS.includes(type) && data !== "@" && tag !== "iodef";
  const optional = { priority, port: portNumber, weight, flags, tag };
  return {
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...{ domain, type, name, ttl, value: dotted ? `${data}.` : data },
    fqdn: name === "@" ? domain : `${name}.${domain}`,
  };
}
