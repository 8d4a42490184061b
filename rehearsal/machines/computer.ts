import { existsSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock";
import { cacheDirectory } from "./places";
import { must, run } from "./run";

/** Debian packages the rehearsal uses on this computer. */
const packages = [
  "mmdebstrap",
  "debian-archive-keyring",
  "systemd-container",
  "slirp4netns",
  "iproute2",
  "nftables",
  "util-linux",
  "mount",
  "e2fsprogs",
  "openssl",
  "openssh-client",
  "curl",
  "procps",
  "ca-certificates",
  "git",
];

/** Early Debian 12 keyrings do not know Debian 13 yet; installing the package again upgrades it. */
const newestKey = "/usr/share/keyrings/debian-archive-trixie-automatic.gpg";

/** This computer can not run machines; the message says what is missing and what works all the same. */
export class UnfitComputerError extends Error {}

/** Why this computer can not run machines, or undefined if it can. */
export function unfitness(): string | undefined {
  const withoutMachines = "`npm run rehearse -- preview` works without machines";
  if (process.platform !== "linux")
    return `machines are rehearsed on Linux only, this is ${process.platform}; ${withoutMachines}`;
  if (!existsSync("/usr/bin/apt-get")) {
    return `machines are rehearsed on Debian 12 or newer, and this system has no apt-get; ${withoutMachines}`;
  }
  if (process.getuid?.() !== 0) return `starting machines needs root (sudo npm run rehearse); ${withoutMachines}`;
  return undefined;
}

/** Makes sure that this computer can run machines, installing what is missing and saying so. */
export async function prepareComputer(log: (line: string) => void): Promise<void> {
  const reason = unfitness();
  if (reason) throw new UnfitComputerError(reason);
  await installPackages(packages, log);
}

/** Installs Debian packages on this computer if they are missing, saying which. */
export async function installPackages(wanted: string[], log: (line: string) => void): Promise<void> {
  if ((await missingPackages(wanted)).length === 0) return;
  await withLock(join(cacheDirectory, "computer.lock"), async () => {
    const missing = await missingPackages(wanted);
    if (missing.length === 0) return;
    log(`installing on this computer with apt-get: ${missing.join(" ")}`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const options = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"];
    const install = ["apt-get", "install", ...options, ...missing];
    await run(install, { output: "capture", env });
    if ((await missingPackages(wanted)).length === 0) return;
    // apt's lists are absent or old.
    await must(["apt-get", "update", "-q"], { env });
    await must(install, { env });
  });
}

async function missingPackages(wanted: string[]): Promise<string[]> {
  const { stdout } = await run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n", ...wanted], {
    output: "capture",
  });
  const installed = new Set(stdout.split("\n").map((line) => /^ii\s+(\S+)/.exec(line)?.[1]));
  if (!existsSync(newestKey)) installed.delete("debian-archive-keyring");
  return wanted.filter((name) => !installed.has(name));
}
