import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../../rehearsal/machines/lock";
import { cacheDirectory } from "../../rehearsal/machines/places";
import { must } from "../../rehearsal/machines/run";
import type { CommandResult } from "../../rehearsal/world";
import { eventually, patience, scannerName, type Organisation } from "./organisation";

/** Runs a command on a machine that scans others. */
export type Scanner = (...command: string[]) => Promise<CommandResult>;

const install = `
export DEBIAN_FRONTEND=noninteractive
fetch() { apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 install testssl.sh ssh-audit; }
fetch || { apt-get -q update; fetch; }
cat /usr/local/share/ca-certificates/*.crt >/root/authorities.pem
`;

/** Starts a machine beside the organisation's, with Debian 13's scanners. What sshd holds against who scans it falls on that machine's address. */
export async function startScanner({ world }: Organisation): Promise<Scanner> {
  const { id } = await world.startMachine({ name: scannerName, image: "debian-13", sshKeys: [] });
  const scan: Scanner = (...command) => world.exec(id, command, { output: "capture", timeout: patience });
  const online = () => scan("systemctl", "--quiet", "is-active", "network-online.target");
  await eventually("a booted scanner", () =>
    online()
      .then(({ status }) => status === 0)
      .catch(() => false),
  );
  const { status, stdout, stderr } = await scan("sh", "-euc", install);
  if (status !== 0) throw new Error(`the scanners can't be installed:\n${stdout}${stderr}`);
  return scan;
}

/** The checks without which testssl.sh gives no rating. */
const rated = [
  ...["protocols", "std", "fs", "server-defaults", "headers", "cipher-per-proto", "heartbleed", "ccs", "ticketbleed"],
  ...["robot", "renegotiation", "crime", "poodle", "tls-fallback", "drown", "beast", "rc4", "logjam"],
].map((check) => `--${check}`);

/** What testssl.sh found out about a site, by the names it gives its findings. */
export async function testssl(scan: Scanner, host: string): Promise<Record<string, string>> {
  const report = "/root/testssl.json";
  const { stdout } = await scan(
    ...["testssl", "--quiet", "--color=0", "--warnings=batch", "--ip=one", "--add-ca=/root/authorities.pem"],
    ...[...rated, `--jsonfile=${report}`, host],
  );
  const { stdout: json, status } = await scan("cat", report);
  if (status !== 0) throw new Error(`testssl.sh reported nothing:\n${stdout}`);
  const findings = JSON.parse(json) as { id: string; finding: string }[];
  return Object.fromEntries(findings.map(({ id, finding }) => [id, finding]));
}

/** What ssh-audit says about a machine, judged by a policy or in general. */
export function sshAudit(scan: Scanner, host: string, policy?: string): Promise<CommandResult> {
  const judged = policy === undefined ? [] : ["-P", policy];
  // Status 1: no answer. sshd may be busy, or have enough of this scanner for some seconds.
  return eventually("sshd's answer to ssh-audit", async () => {
    const result = await scan("ssh-audit", "-n", ...judged, host);
    return result.status !== 1 && result;
  });
}

/** What the HTTP Observatory says about a site. */
export interface Observed {
  scan: { grade: string; score: number; testsQuantity: number };
  tests: Record<string, { pass: boolean; result: string }>;
}

/** Runs Mozilla's HTTP Observatory where visitors are. */
export async function observatory(organisation: Organisation, host: string): Promise<Observed> {
  const program = join(await installObservatory(), "src/scan.js");
  // Not by its command, which trusts only the authorities that it brings.
  const { stdout, stderr } = await organisation.visit(process.execPath, program, host);
  if (!stdout.includes('"grade"')) throw new Error(`the Observatory gave no grade:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Observed;
}

/** The newest release of the Observatory that npm has. */
// renovate: datasource=npm depName=@mdn/mdn-http-observatory
const observatoryPackage = { name: "@mdn/mdn-http-observatory", version: "1.4.8" };

/** Fetches the Observatory, once; returns its directory. It is no dependency of this project: nothing but this test needs it. */
async function installObservatory(): Promise<string> {
  const { name, version } = observatoryPackage;
  const prefix = join(cacheDirectory, `observatory-${version}`);
  const place = (root: string) => join(root, "node_modules", name);
  await withLock(`${prefix}.lock`, async () => {
    if (existsSync(prefix)) return;
    const unfinished = `${prefix}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    const quiet = ["--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    await must(["npm", "install", ...quiet, "--prefix", unfinished, `${name}@${version}`]);
    // Its install script fetches these lists; a site that is on none is judged without.
    writeFileSync(join(place(unfinished), "conf/hsts-preload.json"), "{}");
    writeFileSync(join(place(unfinished), "conf/tld-list.json"), '["org"]');
    renameSync(unfinished, prefix);
  });
  return place(prefix);
}
