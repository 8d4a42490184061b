import type { Cloud, FirewallRule } from "../../world";
import { objects, strings } from "./api";
import type { PlainMap } from "../bridged";
import { collection, type CloudWorld } from "../pretend-cloud";
import type { Droplet } from "./cloud";

/** A cloud firewall in `cloud.json`. */
export interface Firewall {
  id: string;
  name: string;
  tags: string[];
  dropletIds: number[];
  inboundRules: PlainMap[];
  outboundRules: PlainMap[];
  created: string;
}

/** What may come in to a droplet: all that any of its firewalls lets in; undefined if it has none. */
export function inboundRules(cloud: Cloud, droplet: Pick<Droplet, "id" | "tags">): FirewallRule[] | undefined {
  const concerned = Object.values(collection<Firewall>(cloud, "firewalls")).filter(
    ({ tags, dropletIds }) =>
      tags.some((tag) => droplet.tags.includes(tag)) || dropletIds.map(String).includes(droplet.id),
  );
  if (concerned.length === 0) return undefined;
  const droplets = Object.values(collection<Droplet>(cloud, "droplets"));
  return concerned.flatMap(({ inboundRules: rules }) => rules.map((rule) => toRule(rule, droplets)));
}

/** Makes the firewalls of all droplets hold as they are now. */
export async function enforceFirewalls(world: CloudWorld): Promise<void> {
  const rules = await world.cloud((cloud) =>
    Object.values(collection<Droplet>(cloud, "droplets")).map(
      (droplet) => [droplet.id, inboundRules(cloud, droplet)] as const,
    ),
  );
  const machines = (await world.listMachines()).map(({ id }) => id);
  for (const [id, inbound] of rules) if (machines.includes(id)) await world.setFirewall(id, inbound);
}

function toRule(rule: PlainMap, droplets: Droplet[]): FirewallRule {
  const [tags, ids] = [strings(rule.sourceTags), strings(rule.sourceDropletIds)];
  const sources = droplets.filter(
    (droplet) => ids.includes(droplet.id) || tags.some((tag) => droplet.tags.includes(tag)),
  );
  return {
    protocol: rule.protocol as FirewallRule["protocol"],
    ...(rule.protocol === "icmp" ? {} : { ports: rule.portRange as string }),
    sources: [
      ...strings(rule.sourceAddresses),
      ...sources.flatMap(({ address, ipv6Address }) => [address, ipv6Address]),
    ],
  };
}

/** Whether a firewall lets droplets reach anything at all; the world enforces what comes in and leaves what goes out alone. */
export function letsAnythingOut(firewall: PlainMap): boolean {
  return objects(firewall.outboundRules).length > 0;
}
