import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { madeHere, mirrorDirectory, sha256Of } from "../../rehearsal/mirror/folder";
import { fill } from "../../rehearsal/mirror/item";
import { nextcloud, nextclouds } from "../../rehearsal/mirror/nextcloud";

/** An archive as settings name it. */
export interface NamedRelease {
  version: string;
  sha256: string;
  url: string;
}

/** Two releases in a row: Nextcloud's own if the mirror folder holds two, else stand-ins. */
export async function documentsReleases(
  log: (line: string) => void,
): Promise<{ what: string; first: NamedRelease; second: NamedRelease }> {
  const folder = mirrorDirectory();
  const directory = "download.nextcloud.com/server/releases";
  const archives = (made: boolean): string[] =>
    (existsSync(join(folder, directory)) ? readdirSync(join(folder, directory)) : [])
      .map((name) => `${directory}/${name}`)
      .filter((path) => nextcloud.path.test(path) && path in madeHere(folder) === made)
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const real = archives(false);
  if (real.length < 2) await fill(nextclouds, log);
  const [first, second] = await Promise.all((real.length < 2 ? archives(true) : real).slice(-2).map(named));
  return {
    what: real.length < 2 ? "stand-ins for Nextcloud" : "a Nextcloud of its publisher",
    first: first!,
    second: second!,
  };

  async function named(path: string): Promise<NamedRelease> {
    return {
      version: nextcloud.path.exec(path)![1]!,
      sha256: await sha256Of(join(folder, path)),
      url: `https://${path}`,
    };
  }
}
