import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What is kept between rehearsals: images, packages, the certificate authority. */
export const cacheDirectory = "/var/cache/open-infrastructure-rehearsal";

/** Where the things of one world are, and what they are called. */
export interface Places {
  directory: string;
  /** Base of the names of everything this world makes outside of its directory. */
  tag: string;
  machines: string;
  zones: string;
  /** The network namespace, as a file. */
  netns: string;
  /** What clients trust: this computer's CAs, the rehearsal's, the ACME server's. */
  bundle: string;
  resolver: string;
  lock: string;
}

/** The places of the world in `directory`. */
export function placesOf(directory: string): Places {
  const tag = `oi-${createHash("sha256").update(directory).digest("hex").slice(0, 8)}`;
  return {
    directory,
    tag,
    machines: join(directory, "machines"),
    zones: join(directory, "zones"),
    netns: `/run/netns/${tag}`,
    bundle: join(directory, "trusted.pem"),
    resolver: join(directory, "resolv.conf"),
    lock: join(directory, "lock"),
  };
}

const marker = "world.json";

/** Whether `directory` was made by `prepareDirectory`. */
export function isWorldDirectory(directory: string): boolean {
  return existsSync(join(directory, marker));
}

/** Makes a world's directory. Refuses one that holds something else, since `down` removes it with all its content. */
export function prepareDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (isWorldDirectory(directory)) return;
  const strangers = readdirSync(directory).filter((name) => name !== "lock" && name !== "cloud.lock");
  if (strangers.length > 0) {
    throw new Error(
      `${directory} is neither empty nor a rehearsal's world; choose another directory (REHEARSAL_WORLD)`,
    );
  }
  writeJson(join(directory, marker), { nextMachine: 1 });
}

/** The next machine's number. Call it with the world's lock held. */
export function takeNumber(directory: string): number {
  const file = join(directory, marker);
  const { nextMachine } = readJson<{ nextMachine: number }>(file);
  writeJson(file, { nextMachine: nextMachine + 1 });
  return nextMachine;
}

/** Reads a JSON file that this program wrote. */
export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** Writes a JSON file whole or not at all. */
export function writeJson(file: string, content: unknown): void {
  replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Writes a file whole or not at all; says whether that changed it. */
export function replaceFile(file: string, content: string, mode = 0o644): boolean {
  if (existsSync(file) && readFileSync(file, "utf8") === content) return false;
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode });
  renameSync(fresh, file);
  return true;
}
