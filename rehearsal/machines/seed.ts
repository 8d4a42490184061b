import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { network } from "./network";
import type { MachineRecord } from "./machine";

/** Writes what makes a copy of an image this machine: its addresses, its name and, for cloud-init, what its owner asked for. */
export function writeSeed(root: string, machine: MachineRecord): void {
  const { id, name, spec } = machine;
  const files: Record<string, string> = {
    "etc/hostname": `${name}\n`,
    "etc/hosts": hosts(name),
    "etc/resolv.conf": `nameserver ${network.internet.address}\n`,
    // The name sorts before systemd's own 80-container-host0.network.
    "etc/systemd/network/10-host0.network": interfaceFile(machine),
  };
  if (spec) {
    const seed = "var/lib/cloud/seed/nocloud";
    files[`${seed}/user-data`] = spec.userData ?? "";
    // JSON is YAML.
    files[`${seed}/meta-data`] = JSON.stringify({
      "instance-id": id,
      "local-hostname": name,
      "public-keys": spec.sshKeys,
    });
  }
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    // The image's file may be a link or have this computer's mode.
    rmSync(join(root, file), { force: true });
    // As cloud-init keeps what a cloud tells it.
    writeFileSync(join(root, file), content, { mode: file.startsWith("var/lib/cloud") ? 0o600 : 0o644 });
  }
}

function hosts(name: string): string {
  return `127.0.1.1 ${name} ${name}\n127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n`;
}

/** Whether a machine is given its IPv6 address, as one of no specification is. */
export const hasIPv6 = ({ spec }: Pick<MachineRecord, "spec">): boolean => spec?.ipv6 ?? true;

/** A network of a single address: whatever a machine sends goes through the gateway, where the cloud firewall is. */
export function interfaceFile(
  machine: Pick<MachineRecord, "address" | "ipv6Address" | "extraAddresses" | "spec">,
): string {
  const ipv6 = hasIPv6(machine);
  const addresses = [
    `${machine.address}/32`,
    ...(ipv6 ? [`${machine.ipv6Address}/128`] : []),
    ...machine.extraAddresses,
  ];
  const gateways = [network.gateway.address, ...(ipv6 ? [network.gateway.ipv6Address] : [])];
  return `[Match]
Name=host0

[Network]
${addresses.map((one) => `Address=${one}`).join("\n")}
IPv6AcceptRA=no
LinkLocalAddressing=ipv6
IPv6DuplicateAddressDetection=0

${gateways.map((gateway) => `[Route]\nGateway=${gateway}\nGatewayOnLink=yes\n`).join("\n")}`;
}
