import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  name?: string;
  version?: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
}

interface LockFile {
  version?: string;
  packages: Record<string, { version?: string; link?: boolean }>;
}

const library = "open-infrastructure";

/** Where the current version is told in a text. */
const mentions: [string, (version: string) => string][] = [
  ["docs/tasks/use-from-another-program.md", (version) => `${library}-${version}.tgz`],
  ["docs/comparison.md", (version) => `is version ${version}`],
];

/** The version that the repository has now. */
export function currentVersion(repository: string): string {
  return readJson<Manifest>(join(repository, "package.json")).version ?? "";
}

/** Gives every package of the repository the version, and the examples a range that begins with it. */
export function setVersions(repository: string, manifests: string[], version: string): void {
  const before = currentVersion(repository);
  const own = ["", ...(readJson<Manifest>(join(repository, "package.json")).workspaces ?? [])];
  for (const directory of own) {
    const file = join(repository, directory, "package.json");
    writeJson(file, { ...readJson<Manifest>(file), version });
  }
  for (const name of manifests) {
    const file = join(repository, name);
    const { dependencies, ...rest } = readJson<Manifest>(file);
    if (dependencies?.[library] !== undefined)
      writeJson(file, {
        ...readJson<Manifest>(file),
        ...rest,
        dependencies: { ...dependencies, [library]: `^${version}` },
      });
  }
  setLocked(join(repository, "package-lock.json"), own, version);
  for (const [name, text] of mentions) {
    const file = join(repository, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(text(before), text(version)));
  }
}

function setLocked(file: string, own: string[], version: string): void {
  const lock = readJson<LockFile>(file);
  lock.version = version;
  for (const directory of own) {
    const entry = lock.packages[directory];
    if (entry) entry.version = version;
  }
  writeJson(file, lock);
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** With the order of keys as it was. */
function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
