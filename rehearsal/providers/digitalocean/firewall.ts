import { randomUUID } from "node:crypto";
import type { PlainMap, Properties, ResourceType } from "../bridged";
import { collection, remove, theWorld } from "../pretend-cloud";
import { apiError, autoName, NOT_FOUND, notZero, objects, providerError, strings } from "./api";
import { noteTags } from "./cloud";
import { enforceFirewalls, letsAnythingOut, type Firewall } from "./firewall-rules";

/** `digitalocean:index/firewall:Firewall`: enforced in front of the machines that carry its tags. */
export const firewall: ResourceType = {
  autoName,
  properties: {
    createdAt: { type: "string", computed: true },
    dropletIds: { type: "set", of: "number" },
    inboundRules: { type: "set", fields: ruleFields("source") },
    name: { type: "string", validate: notZero },
    outboundRules: { type: "set", fields: ruleFields("destination") },
    pendingChanges: { type: "list", computed: true },
    status: { type: "string", computed: true },
    tags: { type: "set" },
  },
  modifyPlan: (_prior, planned) => {
    if (planned.inboundRules === undefined && planned.outboundRules === undefined) {
      throw new Error("At least one rule must be specified");
    }
    for (const direction of ["inbound", "outbound"]) {
      const portless = objects(planned[`${direction}Rules`]).find(
        (rule) => rule.protocol !== "icmp" && !rule.portRange,
      );
      if (portless)
        throw new Error(`\`port_range\` of ${direction} rules is required if protocol is \`tcp\` or \`udp\``);
    }
  },
  create: async ({ planned }) => {
    const id = randomUUID();
    const made = await put(id, planned, new Date().toISOString());
    return { id, known: attributes(made) };
  },
  update: async (id, { planned }) => {
    const found = await find(id);
    if (!found) throw apiError("Error updating firewall", "PUT", `firewalls/${id}`, 404, NOT_FOUND);
    return attributes(await put(id, planned, found.created));
  },
  read: async (id) => {
    const found = await find(id);
    return found && attributes(found);
  },
  delete: async (id) => {
    const world = theWorld();
    await world.cloud((cloud) => remove(collection<Firewall>(cloud, "firewalls"), id));
    await enforceFirewalls(world);
  },
};

function ruleFields(side: "source" | "destination"): Properties {
  return {
    protocol: { type: "string", required: true, oneOf: ["tcp", "udp", "icmp"] },
    portRange: { type: "string", validate: notZero },
    [`${side}Addresses`]: { type: "set" },
    [`${side}DropletIds`]: { type: "set", of: "number" },
    [`${side}KubernetesIds`]: { type: "set" },
    [`${side}LoadBalancerUids`]: { type: "set" },
    [`${side}Tags`]: { type: "set" },
  };
}

function find(id: string): Promise<Firewall | undefined> {
  return theWorld().cloud((cloud) => collection<Firewall>(cloud, "firewalls")[id]);
}

async function put(id: string, planned: PlainMap, created: string): Promise<Firewall> {
  if (!letsAnythingOut(planned)) {
    const consequence = "its droplets could reach nothing, not even a package mirror";
    throw providerError(`firewall ${String(planned.name)} has no outbound rules: ${consequence}`);
  }
  const world = theWorld();
  const made: Firewall = {
    id,
    name: planned.name as string,
    tags: strings(planned.tags),
    dropletIds: strings(planned.dropletIds).map(Number),
    inboundRules: objects(planned.inboundRules),
    outboundRules: objects(planned.outboundRules),
    created,
  };
  await world.cloud((cloud) => {
    noteTags(cloud, made.tags);
    collection<Firewall>(cloud, "firewalls")[id] = made;
  });
  await enforceFirewalls(world);
  return made;
}

function attributes(made: Firewall): PlainMap {
  const { name, tags, dropletIds, inboundRules, outboundRules } = made;
  const rules = { inboundRules, outboundRules, tags, dropletIds };
  const given = Object.fromEntries(Object.entries(rules).filter(([, list]) => list.length > 0));
  return { name, ...given, createdAt: made.created, pendingChanges: [], status: "succeeded" };
}
