import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "./types";

/** Raised when `finish` or `cloudConfig` changes, so that images are built anew. */
export const recipeRevision = 1;

/** What an image is made of. */
export interface Recipe {
  suite: string;
  packages: string[];
  /** Last changes to its files. */
  finish(root: string): void;
}

export type RecipeName = Image | "internet";

/** What every machine needs to start, be reached and be looked after. */
const common = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "libpam-systemd",
  "udev",
  "iproute2",
  "netbase",
  "ca-certificates",
  "curl",
  "procps",
];

/** As on DigitalOcean's images. */
const droplet = [
  ...common,
  "openssh-server",
  "cloud-init",
  "python3",
  "sudo",
  "iputils-ping",
  "cron",
  "logrotate",
  "systemd-timesyncd",
  "gpgv",
];

const thirdParties = [
  ...["bind9", "bind9-utils", "pebble", "nginx", "openssl"],
  ...["git", "fcgiwrap", "postfix", "dovecot-imapd", "dovecot-lmtpd", "docker-registry", "skopeo"],
  // OpenDMARC's reports, which nobody reads here, would want a database.
  ...["opendkim", "opendmarc", "dbconfig-no-thanks", "publicsuffix"],
];

/** The images that machines are started from. */
export const recipes: Record<RecipeName, Recipe> = {
  "debian-12": { suite: "bookworm", packages: droplet, finish: finishDroplet },
  "debian-13": { suite: "trixie", packages: droplet, finish: finishDroplet },
  internet: { suite: "bookworm", packages: [...common, ...thirdParties], finish: finishCommon },
};

function finishDroplet(root: string): void {
  finishCommon(root);
  for (const name of readdirSync(join(root, "etc/ssh"))) {
    if (name.startsWith("ssh_host_")) rmSync(join(root, "etc/ssh", name));
  }
  write(root, "etc/cloud/cloud.cfg.d/90-droplet.cfg", cloudConfig);
}

/** What the cloud's own images set: root logs in with a key, apt's sources stay, the network is not cloud-init's business here. */
const cloudConfig = `datasource_list: [NoCloud, None]
disable_root: false
users: []
ssh_pwauth: false
apt: {preserve_sources_list: true}
manage_etc_hosts: true
locale: C.UTF-8
network: {config: disabled}
`;

function finishCommon(root: string): void {
  rmSync(join(root, "etc/dpkg/dpkg.cfg.d/99mmdebstrap"), { force: true });
  const options = join(root, "etc/apt/apt.conf.d/99mmdebstrap");
  if (existsSync(options)) renameSync(options, join(root, "etc/apt/apt.conf.d/99mirror"));
  // Empty, not absent: systemd then gives each machine an identity of its own.
  write(root, "etc/machine-id", "");
  rmSync(join(root, "var/lib/dbus/machine-id"), { force: true });
  for (const unit of ["systemd-networkd.service", "systemd-networkd.socket"]) {
    const target = unit.endsWith("socket") ? "sockets.target.wants" : "multi-user.target.wants";
    enable(root, unit, target);
  }
  enable(root, "systemd-networkd-wait-online.service", "network-online.target.wants");
}

function enable(root: string, unit: string, wants: string): void {
  const directory = join(root, "etc/systemd/system", wants);
  mkdirSync(directory, { recursive: true });
  rmSync(join(directory, unit), { force: true });
  symlinkSync(`/lib/systemd/system/${unit}`, join(directory, unit));
}

function write(root: string, file: string, content: string): void {
  rmSync(join(root, file), { force: true });
  writeFileSync(join(root, file), content);
}
