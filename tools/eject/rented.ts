import type { Organisation } from "./organisation";
import type { Resource } from "./observe";

type Inputs = Record<string, unknown>;

interface Rule {
  protocol?: string;
  portRange?: string;
  sourceAddresses?: string[];
  destinationAddresses?: string[];
}

/** What is rented, as the items of a list: by machine, each in the order in which it is made. */
export function rented({ cloud, names, machines }: Organisation): string[] {
  const place = (resource: Resource): number =>
    machines.findIndex(({ name }) => name === names.machine(resource)) * 100 +
    Object.keys(kinds).indexOf(kind(resource));
  return [...cloud]
    .sort((a, b) => place(a) - place(b))
    .map(
      (resource) =>
        kinds[kind(resource)]?.(resource.inputs, names.machine(resource)) ??
        `- **${kind(resource)} ${resource.name}**: ${listed(resource.inputs)}`,
    )
    .filter((line) => line !== "");
}

function kind({ type }: Resource): string {
  return type.split(":").at(-1)!;
}

const kinds: Record<string, (inputs: Inputs, machine: string) => string> = {
  Droplet: ({ name, size, region, image, ipv6, backups }, machine) =>
    `- **Machine ${machine}**, called ${String(name)}: size \`${String(size)}\`, region \`${String(region)}\`, image \`${String(image)}\`, ${
      ipv6 === true ? "with IPv6" : "without IPv6"
    }${backups === true ? ", with backups" : ""}, an SSH key of yours for root, no user data.`,
  ReservedIp: ({ region }, machine) =>
    `- **A reserved IPv4 address** in \`${String(region)}\`, assigned to ${machine}. It stays when the machine goes.`,
  ReservedIpAssignment: () => "",
  Volume: ({ name, size, region, initialFilesystemType: format, initialFilesystemLabel: label }, machine) =>
    `- **Volume ${String(name)}**: ${String(size)} GB in \`${String(region)}\`, attached to ${machine} before its scripts are run. ${
      format === undefined ? "" : formatted(String(format), String(label ?? ""))
    }`.trim(),
  VolumeAttachment: () => "",
  Firewall: ({ name, inboundRules, outboundRules }, machine) =>
    `- **The cloud's firewall ${String(name)}** before ${machine}. In: ${rules(inboundRules)}. Out: ${rules(outboundRules)}.`,
  UptimeCheck: ({ type, regions }, machine) =>
    `- **A check from outside** whether ${machine} answers: \`${String(type)}\` from ${list(regions)}.`,
  UptimeAlert: ({ type, period, notifications }) =>
    `- It tells ${mails(notifications)} when that says \`${String(type)}\` for ${String(period)}.`,
};

function formatted(format: string, label: string): string {
  return `A new one gets a file system, once: \`mkfs.${format}${label === "" ? "" : ` -L ${label}`} DEVICE\` on the machine, or the cloud does it when it makes the volume. A volume that was used before keeps what it has.`;
}

function rules(given: unknown): string {
  const told = (Array.isArray(given) ? (given as Rule[]) : []).map(({ protocol, portRange, ...ends }) => {
    const addresses = ends.sourceAddresses ?? ends.destinationAddresses ?? [];
    const everywhere = addresses.includes("0.0.0.0/0") && addresses.includes("::/0") && addresses.length === 2;
    return `${protocol ?? ""}${portRange === undefined ? "" : ` ${portRange}`} ${everywhere ? "everywhere" : addresses.join(", ")}`;
  });
  return told.length === 0 ? "nothing" : told.join("; ");
}

function mails(given: unknown): string {
  const lists = Array.isArray(given) ? (given as { emails?: string[] }[]) : [];
  return lists.flatMap(({ emails = [] }) => emails).join(", ");
}

function list(given: unknown): string {
  return Array.isArray(given) ? given.join(", ") : String(given);
}

/** What is known of a resource that nothing is known about. */
function listed(inputs: Inputs): string {
  const known = Object.entries(inputs).filter(
    ([key, value]) => key !== "__defaults" && !/04da6b54-80e4/.test(JSON.stringify(value)),
  );
  return known.map(([key, value]) => `${key} \`${JSON.stringify(value)}\``).join(", ");
}
