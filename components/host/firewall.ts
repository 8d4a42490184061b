import { sandbox } from "../remote/sandbox";

/** The table of nftables that is ours, and nobody else's rules. `sources` limits SSH to networks; empty means everybody. */
export function firewallRules({ ssh, sources }: { ssh: number; sources: string[] }): string {
  const v4 = sources.filter((source) => !source.includes(":"));
  const v6 = sources.filter((source) => source.includes(":"));
  const sshRules = sources.length
    ? [
        ...(v4.length ? [`    ip saddr { ${v4.join(", ")} } tcp dport ${ssh} accept`] : []),
        ...(v6.length ? [`    ip6 saddr { ${v6.join(", ")} } tcp dport ${ssh} accept`] : []),
      ]
    : [`    tcp dport ${ssh} accept`];
  return `# Made by Open Infrastructure, changes are lost. Loading this replaces one table and leaves those of others alone.
table inet open_infrastructure
delete table inet open_infrastructure
table inet open_infrastructure {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    iifname "lo" accept
    ip protocol icmp icmp type { destination-unreachable, time-exceeded, parameter-problem, echo-request } limit rate 50/second accept
    meta l4proto ipv6-icmp accept
    udp sport 547 udp dport 546 ip6 saddr fe80::/10 accept
${sshRules.join("\n")}
    tcp dport { 80, 443 } accept
    include "/etc/open-infrastructure/nftables.d/*.nft"
  }
  chain output {
    type filter hook output priority filter; policy accept;
    # The cloud's metadata holds the first boot's data for ever: only root has business there.
    ip daddr 169.254.169.254 meta skuid != 0 reject
    ip6 daddr { fd00:ec2::254, fd20:ce::254 } meta skuid != 0 reject
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    ip daddr 169.254.169.254 drop
    ip6 daddr { fd00:ec2::254, fd20:ce::254 } drop
  }
}
`;
}

/** Loads our table before the network comes up; reloading swaps it in one transaction. */
export const firewallUnit = `[Unit]
Description=Packet filter of Open Infrastructure
DefaultDependencies=no
Before=network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target
After=local-fs.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/open-infrastructure/firewall.nft
ExecReload=/usr/sbin/nft -f /etc/open-infrastructure/firewall.nft
${sandbox({ families: ["AF_NETLINK"], capabilities: ["CAP_NET_ADMIN"] })}

[Install]
WantedBy=sysinit.target
`;
