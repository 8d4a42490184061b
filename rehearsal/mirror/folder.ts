import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { withLock } from "../machines/lock";
import { cacheDirectory, readJson, replaceFile, writeJson } from "../machines/places";

/** What is known of a file that was made on this computer in place of a download. */
export interface Origin {
  /** What it is, for people: "built from its Go module", "a stand-in". */
  what: string;
  /** How it was made; a file of another recipe is made anew. */
  recipe: string;
}

/**
 * The mirror folder: `$REHEARSAL_MIRROR`, or a folder in the cache. Files in it are found by their publisher's URL: what
 * `https://dl.example.com/a/b` would answer is `dl.example.com/a/b`.
 */
export function mirrorDirectory(): string {
  return resolve(process.env.REHEARSAL_MIRROR || join(cacheDirectory, "mirror"));
}

const origins = "made-here.json";

/** The files that were made on this computer, by their path in the folder. Whatever else is there came from its publisher. */
export function madeHere(folder: string): Record<string, Origin> {
  const file = join(folder, origins);
  return existsSync(file) ? readJson<Record<string, Origin>>(file) : {};
}

/** Puts a file or directory that was made here into the folder, in place of what is there. */
export async function keep(folder: string, path: string, source: string, origin: Origin): Promise<void> {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  await withLock(join(folder, ".lock"), () => {
    rmSync(target, { recursive: true, force: true });
    renameSync(source, target);
    writeJson(join(folder, origins), { ...madeHere(folder), [path]: origin });
  });
}

/** Tells one content of a directory, without directories in it, from another. */
export function fingerprint(directory: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(directory, { encoding: "utf8", recursive: true }).sort();
  for (const name of names.filter((each) => statSync(join(directory, each)).isFile()))
    hash.update(name).update(readFileSync(join(directory, name)));
  return hash.digest("hex").slice(0, 12);
}

/** The SHA-256 of a file, as hexadecimal digits. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Writes a checksum file as `sha256sum` does. */
export async function writeChecksums(target: string, files: string[]): Promise<void> {
  const lines = await Promise.all(files.map(async (file) => `${await sha256Of(file)}  ${basename(file)}\n`));
  replaceFile(target, lines.join(""));
}
