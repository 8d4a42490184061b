import type { PlainMap, ResourceType } from "../bridged";
import { collection, nextId, remove, theWorld } from "../pretend-cloud";
import { apiError, autoName, NOT_FOUND, notZero } from "./api";
import { publish, recordsOf, type Domain, type DomainRecord } from "./zone";

const TTL = 1800;

/** `digitalocean:index/domain:Domain`: a zone that the world serves. */
export const domain: ResourceType = {
  autoName,
  properties: {
    domainUrn: { type: "string", computed: true },
    ipAddress: { type: "string", replaces: true, validate: notZero },
    name: { type: "string", replaces: true, validate: notZero },
    ttl: { type: "number", computed: true },
  },
  create: async ({ planned }) => {
    const name = (planned.name as string).toLowerCase();
    const world = theWorld();
    await world.cloud((cloud) => {
      const domains = collection<Domain>(cloud, "domains");
      if (domains[name]) throw apiError("Error creating Domain", "POST", "domains", 422, `Name already exists`);
      domains[name] = { name, ttl: TTL };
      if (planned.ipAddress === undefined) return;
      const id = nextId(cloud);
      const record: DomainRecord = {
        id,
        domain: name,
        type: "A",
        name: "@",
        data: planned.ipAddress as string,
        ttl: TTL,
      };
      collection<DomainRecord>(cloud, "domainRecords")[id] = record;
    });
    await publish(world, name);
    return { id: name, known: attributes({ name, ttl: TTL }) };
  },
  read: (id) =>
    theWorld().cloud((cloud) => {
      const found = collection<Domain>(cloud, "domains")[id];
      return found && attributes(found);
    }),
  delete: async (id) => {
    const world = theWorld();
    await world.cloud((cloud) => {
      const domains = collection<Domain>(cloud, "domains");
      if (!domains[id]) throw apiError("Error deleting Domain", "DELETE", `domains/${id}`, 404, NOT_FOUND);
      for (const record of recordsOf(cloud, id)) remove(collection(cloud, "domainRecords"), record.id);
      remove(domains, id);
    });
    await world.withdrawZone(id);
  },
};

function attributes({ name, ttl }: Domain): PlainMap {
  return { name, ttl, domainUrn: `do:domain:${name}` };
}
