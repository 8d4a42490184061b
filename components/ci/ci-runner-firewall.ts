import { sandbox } from "../remote/sandbox";

/** Where clouds tell machines about themselves, secrets included. */
const metadata = ["169.254.0.0/16", "fd00:ec2::254", "fd20:ce::254"];

/** Addresses that are nobody's on the Internet. */
export const privateNetworks = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "fc00::/7",
  "fe80::/10",
];

/**
 * What builds may reach. A table of its own: Docker makes its rules anew whenever it starts and the machine's firewall replaces its
 * own table; neither touches this one. A drop here is final, whatever others accept.
 */
export function runnerFirewall(closed: string[]): string {
  const all = [...metadata, ...closed];
  const v4 = all.filter((network) => !network.includes(":"));
  const v6 = all.filter((network) => network.includes(":"));
  return `# Made by Open Infrastructure, changes are lost.
table inet open_infrastructure_runner
delete table inet open_infrastructure_runner
table inet open_infrastructure_runner {
  set closed4 {
    type ipv4_addr
    flags interval
    auto-merge
    elements = { ${v4.join(", ")} }
  }
  set closed6 {
    type ipv6_addr
    flags interval
    auto-merge
    elements = { ${v6.join(", ")} }
  }
  chain forward {
    type filter hook forward priority filter - 5; policy accept;
    # Steps of a build talk to each other; Docker keeps builds apart.
    oifname "docker0" accept
    oifname "br-*" accept
    iifname "docker0" goto build
    iifname "br-*" goto build
  }
  chain build {
    ct state established,related accept
    ip daddr @closed4 reject with icmpx admin-prohibited
    ip6 daddr @closed6 reject with icmpx admin-prohibited
  }
  chain input {
    type filter hook input priority filter - 5; policy accept;
    # The machine itself is nothing to a build.
    iifname "docker0" ct state new reject with icmpx admin-prohibited
    iifname "br-*" ct state new reject with icmpx admin-prohibited
  }
}
`;
}

/** Loads the table before Docker starts. */
export const runnerFirewallUnit = `[Unit]
Description=What builds may reach
DefaultDependencies=no
After=local-fs.target
Before=docker.service network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/open-infrastructure/runner.nft
ExecReload=/usr/sbin/nft -f /etc/open-infrastructure/runner.nft
${sandbox({ families: ["AF_NETLINK"], capabilities: ["CAP_NET_ADMIN"] })}

[Install]
WantedBy=sysinit.target
`;
