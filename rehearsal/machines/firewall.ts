import { isIP } from "node:net";
import { keepMail, masquerade } from "./network";
import { machineRecords, type MachineRecord } from "./machine";
import type { Places } from "./places";
import { must } from "./run";
import type { FirewallRule } from "./types";

/** Puts the cloud firewalls of all machines in force, in one stroke. Connections that are already open stay open. */
export async function applyFirewalls(places: Places): Promise<void> {
  const rules = ruleset(machineRecords(places));
  await must(["nsenter", `--net=${places.netns}`, "nft", "-f", "-"], { input: rules });
}

type Guarded = Pick<MachineRecord, "id" | "address" | "ipv6Address" | "firewall" | "blockedPorts">;

/** The gateway's nftables rules. */
export function ruleset(machines: Guarded[]): string {
  const guarded = machines.filter(({ firewall }) => firewall !== undefined);
  return `table inet cloud
delete table inet cloud
table inet cloud {
${guarded.map(({ id, firewall = [] }) => machineChain(id, firewall)).join("")}  chain guard {
    ct state established,related accept
${machines.map(blockedCalls).join("")}${guarded.map(({ id, address, ipv6Address }) => `    ip daddr ${address} goto machine-${id}\n    ip6 daddr ${ipv6Address} goto machine-${id}\n`).join("")}  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    ${keepMail}
    jump guard
  }
  chain output {
    type filter hook output priority filter; policy accept;
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
    jump guard
  }
  chain way-out {
    type nat hook postrouting priority srcnat; policy accept;
    ${masquerade}
  }
}
`;
}

function blockedCalls({ address, ipv6Address, blockedPorts = [] }: Guarded): string {
  if (blockedPorts.length === 0) return "";
  const ports = `tcp dport { ${blockedPorts.join(", ")} } drop`;
  return `    ip saddr ${address} ${ports}\n    ip6 saddr ${ipv6Address} ${ports}\n`;
}

function machineChain(id: string, rules: FirewallRule[]): string {
  const lines = rules.flatMap(({ protocol, ports, sources }) =>
    [4, 6].flatMap((family) => {
      const from = sources.filter((source) => isIP(source.split("/")[0] ?? "") === family);
      if (from.length === 0) return [];
      const everybody = from.some((source) => source.endsWith("/0"));
      const who = everybody
        ? `meta nfproto ipv${family}`
        : `${family === 4 ? "ip" : "ip6"} saddr { ${from.join(", ")} }`;
      return [`    ${who} ${what(protocol, ports, family)} accept\n`];
    }),
  );
  return `  chain machine-${id} {\n${lines.join("")}    drop\n  }\n`;
}

function what(protocol: FirewallRule["protocol"], ports: string | undefined, family: number): string {
  if (protocol === "icmp") return `meta l4proto ${family === 4 ? "icmp" : "ipv6-icmp"}`;
  return ports === undefined || ports === "all" || ports === "0"
    ? `meta l4proto ${protocol}`
    : `${protocol} dport ${ports}`;
}
