import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { must } from "./run";

/** Where Debian's packages come from and how apt is to fetch them. */
export interface AptSetup {
  /** The lines of a sources.list. */
  sources(suite: string): string[];
  /** Lines of an apt.conf. */
  options: string[];
}

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** apt as it is set up on this computer: its mirror, proxies and tolerances. */
export async function aptSetup(): Promise<AptSetup> {
  const text = [readOr("/etc/apt/sources.list"), ...filesOf("/etc/apt/sources.list.d")].join("\n");
  const uris = text
    .split("\n")
    .flatMap((line) => (/^\s*(deb\b|URIs:)/.test(line) ? (line.match(/https?:\/\/[^\s\]]+/g) ?? []) : []));
  const archive = uris.find((uri) => /\/debian\/?$/.test(uri)) ?? "http://deb.debian.org/debian";
  const security = uris.find((uri) => /\/debian-security\/?$/.test(uri)) ?? "http://deb.debian.org/debian-security";
  return {
    sources: (suite) =>
      [`${archive} ${suite}`, `${archive} ${suite}-updates`, `${security} ${suite}-security`].map(
        (place) => `deb [signed-by=${keyring}] ${place} main`,
      ),
    options: [...(await fetchOptions()), 'Acquire::Languages "none";'],
  };
}

/** Settings that say how to reach the mirror; everything else of this computer's apt stays its own. */
async function fetchOptions(): Promise<string[]> {
  const dump = await must(["apt-config", "dump"]);
  return dump
    .split("\n")
    .filter((line) =>
      /^Acquire::(https?::(Proxy|CaInfo|Verify-\w+)\b|Check-(Valid-Until|Date)\b|Retries\b|ForceIPv4\b)/i.test(line),
    )
    .filter((line) => !line.endsWith('"";'));
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.(list|sources)$/.test(name))
      .map((name) => readOr(join(directory, name)));
  } catch {
    return [];
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
