/** The operating systems a machine can be started with; the names are DigitalOcean's image slugs without the size suffix. */
export type Image = "debian-12" | "debian-13";

/** What a machine is started from. */
export interface MachineSpec {
  /** Host name. Need not be unique: a successor may live beside the machine it replaces. */
  name: string;
  image: Image;
  /** What cloud-init gets to read, for example `#cloud-config …`. */
  userData?: string;
  /** Public keys (authorized_keys lines) that may log in as root. */
  sshKeys: string[];
  /** Whether it is given its IPv6 address. Defaults to true. */
  ipv6?: boolean;
  /** The cloud's size slug. Remembered and listed; machines share this computer whatever it says. */
  size?: string;
  /** Inbound rules that hold from the first moment on; see `World.setFirewall`. */
  firewall?: FirewallRule[];
  /** TCP ports the cloud lets nobody be called on from this machine, as many clouds do with 25, 465 and 587. Defaults to none. */
  blockedPorts?: number[];
}

/** A machine that exists, running or not. */
export interface Machine {
  /** A decimal number, unique in its world and never used again. */
  id: string;
  name: string;
  image: Image | "internet";
  address: string;
  ipv6Address: string;
  size: string;
  running: boolean;
  /** Its `/`, as a directory of this computer. */
  root: string;
  /** When it was made, ISO 8601. */
  created: string;
}

/** A disk that outlives machines. */
export interface VolumeSpec {
  /** Unique in its world. */
  id: string;
  /** What its machine calls it: /dev/disk/by-id/scsi-0DO_Volume_NAME. */
  name: string;
  gigabytes: number;
  /** What it is formatted with. Defaults to nothing. */
  filesystem?: "ext4" | "xfs";
  /** Label of the file system. Defaults to none. */
  label?: string;
}

/** One thing that a cloud firewall lets in. */
export interface FirewallRule {
  protocol: "tcp" | "udp" | "icmp";
  /** `22`, `8000-9000` or `all`; left out for icmp. */
  ports?: string;
  /** Addresses or networks, IPv4 and IPv6. `0.0.0.0/0` and `::/0` are everybody. */
  sources: string[];
}

/** One record of a DNS zone. */
export interface ZoneRecord {
  /** Relative to the zone, `@` for the zone itself, or a full name that ends with a dot or with the zone. */
  name: string;
  type: "A" | "AAAA" | "CNAME" | "MX" | "TXT" | "CAA" | "SRV" | "NS";
  /** As a zone file writes it, except that a TXT value carries no quotes and MX and SRV may leave their numbers to the fields below. */
  value: string;
  /** Seconds; defaults to 60. */
  ttl?: number;
  /** MX and SRV. */
  priority?: number;
  /** SRV. */
  weight?: number;
  /** SRV. */
  port?: number;
}

/** What the pretend cloud holds: collections of objects by their id, for example `cloud.droplets["12"]`. */
export type Cloud = Record<string, Record<string, Json>>;

/** Anything JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A request that the webhook sink received. */
export interface HookRequest {
  time: string;
  method: string;
  path: string;
  host: string;
  contentType: string;
  body: string;
}

/** What came of a command. */
export interface CommandResult {
  status: number;
  stdout: string;
  stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** "inherit" (the default) uses this process's own input and output; "capture" returns what was printed. */
  output?: "inherit" | "capture";
  /** Standard input; with "capture" it is empty otherwise. */
  input?: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Milliseconds until the command is ended and the call fails. */
  timeout?: number;
  /** Where a client command runs. */
  cwd?: string;
}

/** How a world is brought up. */
export interface UpOptions {
  /** Told what happens, a line at a time: packages being installed, images being built. */
  log?: (line: string) => void;
  /** Images to have ready; one that is missing here is built when the first machine asks for it. */
  images?: Image[];
  /** Further names that resolve to the internet machine and that its certificate covers, for example the mail provider's real ones. */
  names?: string[];
}
