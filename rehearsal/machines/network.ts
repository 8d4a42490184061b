import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { joinGroup, groupIsEmpty } from "./processes";
import { replaceFile, type Places } from "./places";
import { must, run, until } from "./run";

/** Addresses of the rehearsal's network. They are documentation addresses (RFC 5737, RFC 3849): nobody's on the real internet. */
export const network = {
  ipv4: "198.51.100.0/24",
  ipv6: "2001:db8:113::/64",
  bridge: "br0",
  /** The gateway is also where client commands come from. */
  gateway: { address: "198.51.100.1", ipv6Address: "2001:db8:113::1" },
  internet: { address: "198.51.100.2", ipv6Address: "2001:db8:113::2" },
  /** The internet machine once more, as the mail server of people outside. */
  outside: "198.51.100.3",
  metadata: "169.254.169.254",
  /** Machines have these last numbers. */
  first: 10,
  last: 249,
} as const;

/** The way out goes through a process that opens ordinary sockets, so that nothing of this computer's own network is changed. */
const exit = { interface: "out0", ipv4: "192.168.219.0/24", resolver: "192.168.219.3" } as const;

/** Where the internet machine asks for names that are not its own: this computer's resolver, through the way out. */
export const upstreamResolver = exit.resolver;

/** The address a machine gets that has `position` as last number. */
export function addressAt(position: number): { address: string; ipv6Address: string } {
  return { address: `198.51.100.${position}`, ipv6Address: `2001:db8:113::${position}` };
}

/** Makes the network, or what is missing of it. */
export async function makeNetwork(places: Places): Promise<void> {
  const { tag, netns } = places;
  replaceFile(places.resolver, `nameserver ${network.internet.address}\n`);
  if (!existsSync(netns) || (await run(["ip", "-n", tag, "link", "show", "lo"], { output: "capture" })).status !== 0) {
    await run(["ip", "netns", "del", tag], { output: "capture" });
    await must(["ip", "netns", "add", tag]);
  }
  await must(["nsenter", `--net=${netns}`, "sh", "-euc", interfaces]);
  await makeWayOut(places);
}

/**
 * Machines talk to each other through the gateway (their own networks are a single address), so that its firewall sees every
 * packet. The bridge has a hardware address of its own: it would otherwise take the lowest of its machines', and whenever that
 * changes nobody finds the gateway for a minute.
 */
const interfaces = `
ip link set lo up
ip link show ${network.bridge} >/dev/null 2>&1 || ip link add ${network.bridge} address 02:00:c6:33:64:01 type bridge
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \\
  net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.${network.bridge}.send_redirects=0 \\
  net.ipv6.conf.${network.bridge}.accept_dad=0
# Every machine's systemd watches files; the usual 128 of them on a computer are used up by a dozen machines.
[ "$(sysctl -n fs.inotify.max_user_instances)" -ge 1024 ] || sysctl -qw fs.inotify.max_user_instances=1024
ip addr replace ${network.gateway.address}/24 dev ${network.bridge}
ip addr replace ${network.gateway.ipv6Address}/64 dev ${network.bridge} nodad
ip link set ${network.bridge} up
ip route replace ${network.metadata} via ${network.internet.address} dev ${network.bridge}
`;

async function makeWayOut(places: Places): Promise<void> {
  if (!groupIsEmpty(places, "way-out")) return;
  await run(["ip", "-n", places.tag, "link", "del", exit.interface], { output: "capture" });
  const log = openSync(join(places.directory, "way-out.log"), "a");
  const child = spawn(
    "sh",
    [
      ...joinGroup(places, "way-out"),
      ...["slirp4netns", "--configure", "--disable-host-loopback", "--mtu=65520", `--cidr=${exit.ipv4}`],
      ...["--netns-type=path", places.netns, exit.interface],
    ],
    { detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  child.unref();
  await until("the network's way out", async () => {
    const { stdout } = await run(["ip", "-n", places.tag, "route", "show", "default"], { output: "capture" });
    return stdout.includes(exit.interface);
  });
}

/** Removes the network, whose processes have ended. */
export async function removeNetwork(places: Places): Promise<void> {
  if (existsSync(places.netns)) await must(["ip", "netns", "del", places.tag]);
}

/** nft statements that let machines out. */
export const masquerade = `ip saddr ${network.ipv4} oifname "${exit.interface}" masquerade`;

/** nft statement that keeps mail in the rehearsal, whatever addresses people write. */
export const keepMail = `oifname "${exit.interface}" tcp dport 25 reject with tcp reset`;
