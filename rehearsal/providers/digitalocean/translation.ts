import { collection, type CloudWorld } from "../pretend-cloud";
import type { Droplet, ReservedIp } from "./cloud";

const TABLE = "reserved-addresses";

/** Where bridges ask the firewall too, a machine's packet to its own reserved address would be translated there and then dropped. */
const LOAD = "sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null; exec nft -f -";

/**
 * Makes reserved addresses lead to their droplets. As in the cloud they are translated in front of the droplet, which doesn't
 * see them, behind its firewall, and calls others from its own address.
 */
export async function translate(world: CloudWorld): Promise<void> {
  const pairs = await world.cloud((cloud) => {
    const droplets = collection<Droplet>(cloud, "droplets");
    return Object.values(collection<ReservedIp>(cloud, "reservedIps")).flatMap(({ ip, dropletId }) => {
      const droplet = dropletId === null ? undefined : droplets[dropletId];
      return droplet ? [{ ip, address: droplet.address }] : [];
    });
  });
  const done = await world.client(["sh", "-c", LOAD], { output: "capture", input: rules(pairs) });
  if (done.status !== 0) throw new Error(`reserved addresses can't be translated: ${done.stderr}`);
}

/** The whole table, in place of the one that was there. */
function rules(pairs: { ip: string; address: string }[]): string {
  const translations = pairs.map(({ ip, address }) => `ip daddr ${ip} dnat to ${address};`).join("\n");
  const toItself = pairs.map(({ address }) => `ip saddr ${address} ip daddr ${address} masquerade;`).join("\n");
  return `table ip ${TABLE} {}
delete table ip ${TABLE}
table ip ${TABLE} {
  chain prerouting { type nat hook prerouting priority dstnat; ${translations} }
  chain output { type nat hook output priority -100; ${translations} }
  chain postrouting { type nat hook postrouting priority srcnat; ${toItself} }
}
`;
}
