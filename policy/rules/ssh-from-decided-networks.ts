import { unknown, type Finding, type Resource, type Rule, type Value } from "./rule";
import { at, elements } from "./values";

const hosts = ["open-infrastructure:index:Host", "open-infrastructure:index:ExistingHost"];
const firewall = "digitalocean:index/firewall:Firewall";
const everywhere = ["0.0.0.0/0", "::/0"];
const ssh = 22;

/** Everybody may reach sshd only where somebody decided that. */
export const sshFromDecidedNetworks: Rule = {
  name: "ssh-from-decided-networks",
  description: "From where SSH is allowed is decided: allowFrom is set, be it to everywhere.",
  judge: (resource) => {
    if (hosts.includes(resource.type)) return judgeHost(resource);
    // The firewall of a host is what the host's allowFrom says.
    return resource.type === firewall && !resource.parents.some((type) => hosts.includes(type))
      ? elements(resource.properties.inboundRules).flatMap(judgeOpening).concat(later(resource))
      : [];
  },
};

function judgeHost({ properties: { allowFrom } }: Resource): Finding[] {
  if (allowFrom === unknown) return [{ unknown: "allowFrom" }];
  if (elements(allowFrom).length > 0) return [];
  return [
    {
      wrong:
        'SSH is open to the world and nobody said so: set allowFrom to the networks that may use it, or to ["0.0.0.0/0", "::/0"] if everybody may',
    },
  ];
}

function judgeOpening(opening: Value): Finding[] {
  if (opening === unknown) return [{ unknown: "inboundRules" }];
  const [ports, sources] = [at(opening, "portRange"), at(opening, "sourceAddresses")];
  if (at(opening, "protocol") === "udp" || at(opening, "protocol") === "icmp") return [];
  if (ports === unknown) return [{ unknown: "inboundRules.portRange" }];
  if (!holdsSsh(String(ports ?? "all"))) return [];
  const open = elements(sources).filter((source) => everywhere.some((network) => network === source));
  if (open.length === 0)
    return sources === unknown || elements(sources).includes(unknown)
      ? [{ unknown: "inboundRules.sourceAddresses" }]
      : [];
  return [{ wrong: `SSH is open to ${open.join(" and ")}: name the networks that may use it` }];
}

function holdsSsh(ports: string): boolean {
  if (ports === "all" || ports === "0") return true;
  const [first = NaN, last = first] = ports.split("-").map(Number);
  return first <= ssh && ssh <= last;
}

function later({ properties: { inboundRules } }: Resource): Finding[] {
  return inboundRules === unknown ? [{ unknown: "inboundRules" }] : [];
}
