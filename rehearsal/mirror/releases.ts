import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { madeHere, sha256Of } from "./folder";

/** A program as its publisher offers it. */
export interface Program {
  /** What people call it. */
  name: string;
  /** Host it is published at. */
  publisher: string;
  /** Its files in the mirror folder; the first group is the version. For a container image, its directory `oci/NAME`. */
  path: RegExp;
  /** The version that a rehearsal prefers if none is asked for. Defaults to the newest one. */
  preferred?: string;
}

/** A file of the mirror folder, as settings name it. */
export interface Found {
  path: string;
  version: string;
  /** Of the file, or the digest of a container image. */
  sha256: string;
  url: string;
  /** What it is if it was made here. */
  what?: string;
}

/** Forgejo, which can't be made here. */
export const forgejo: Program = {
  name: "Forgejo",
  publisher: "codeberg.org",
  path: /^codeberg\.org\/forgejo\/forgejo\/releases\/download\/v[^/]+\/forgejo-([\d.]+)-linux-amd64(\.xz)?$/,
};

/** Gitea as its publisher has it, and as it is made here. */
export const gitea: Program = {
  name: "Gitea",
  publisher: "dl.gitea.com",
  path: /^dl\.gitea\.com\/gitea\/[^/]+\/gitea-([\d.]+)-linux-amd64(\.xz)?$/,
  // renovate: datasource=github-releases depName=go-gitea/gitea extractVersion=^v(?<version>.+)$
  preferred: "1.26.0",
};

/** Gogs, at either place where its publisher has it. What is made here is a stand-in. */
export const gogs: Program = {
  name: "Gogs",
  publisher: "dl.gogs.io",
  path: /^(?:dl\.gogs\.io|github\.com\/gogs\/gogs\/releases\/download)\/[^/]+\/gogs_v?([\d.]+)_linux_amd64\.tar\.gz$/,
  preferred: "0.14.3",
};

/** A program's file in the mirror folder: the version asked for, else the preferred or the newest one; `origin` tells whose. */
export async function findRelease(
  folder: string,
  program: Program,
  origin: "publisher" | "here",
  version?: string,
): Promise<Found | undefined> {
  const made = madeHere(folder);
  const versions = releasesIn(folder, program, origin);
  const chosen =
    versions.find((one) => one.version === version) ??
    (origin === "here" || version === undefined
      ? (versions.find((one) => one.version === program.preferred) ?? versions.at(-1))
      : undefined);
  if (!chosen) return undefined;
  const { path } = chosen;
  return {
    ...chosen,
    sha256: isImage(join(folder, path)) ? digestOf(join(folder, path)) : await sha256Of(join(folder, path)),
    url: `https://${path}`,
    ...(made[path] && { what: made[path].what }),
  };
}

/** All that the mirror folder has of a program, from the oldest to the newest version. */
export function releasesIn(
  folder: string,
  program: Program,
  origin: "publisher" | "here",
): Pick<Found, "path" | "version">[] {
  const made = madeHere(folder);
  const paths = filesBelow(folder).filter((path) => program.path.test(path) && path in made === (origin === "here"));
  return paths.map((path) => ({ path, version: program.path.exec(path)?.[1] ?? "" })).sort(byVersion);
}

function byVersion(a: { version: string }, b: { version: string }): number {
  return a.version.localeCompare(b.version, "en", { numeric: true });
}

const isImage = (path: string): boolean => existsSync(join(path, "oci-layout"));

/** The digest of the image in a directory with OCI's layout. */
function digestOf(layout: string): string {
  const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as { manifests: { digest: string }[] };
  return (index.manifests[0]?.digest ?? "").replace("sha256:", "");
}

/** Files and images below a folder as paths in it, without hidden directories. */
function filesBelow(folder: string, inside = ""): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(join(folder, inside), { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith("."))
    .flatMap((entry) => {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      return entry.isDirectory() && !isImage(join(folder, path)) ? filesBelow(folder, path) : [path];
    });
}
