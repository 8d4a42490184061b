import { existsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import type { JsonMap } from "../engine/stored";
import { registries } from "../internet/registry";
import { fill, withNeeds } from "../mirror/item";
import { items } from "../mirror/items";
import { mirrorDirectory } from "../mirror/folder";
import { findRelease, type Found, type Program } from "../mirror/releases";
import { unfitness } from "../world";
import type { Settings } from "./stack-config";
import { substitutions, type Substitution } from "./substitutions";

/** How a run goes about what it can't have. */
export interface Means {
  /** Told each substitution, and whatever is being made. */
  log(line: string): void;
  /** Whether to make what is missing, which takes minutes. */
  make: boolean;
  /** Whether a publisher answers; asked only for what isn't in the mirror folder. */
  reachable?(host: string): Promise<boolean>;
  /** Only what the settings leave open is replaced, and a checksum that they leave out. */
  leaveGiven?: boolean;
}

/** What of a setting names a program. */
const programKeys = ["release", "image"];

/** Whether the settings themselves name a program that might be replaced. */
export function namesPrograms(settings: Settings): boolean {
  return substitutions.some(({ setting }) => [parsed(settings.values[setting])].flat().some(isGiven));
}

function isGiven(entry: unknown): boolean {
  return programKeys.some((key) => asMap(entry)?.[key] !== undefined);
}

/**
 * Replaces, in the settings, programs that are neither in the mirror folder nor to be had from their publisher by such that were made here.
 * Returns the replaced settings by their keys.
 */
export async function substitute(settings: Settings, means: Means): Promise<Record<string, string>> {
  const replaced: Record<string, string> = {};
  const of = (setting: string): JsonMap => asMap(parsed(settings.values[setting])) ?? {};
  for (const one of substitutions) {
    const { setting } = one;
    const given = parsed(settings.values[setting]);
    const list = Array.isArray(given);
    const before = list ? given : [given];
    const now = replaced[setting] === undefined ? before : [parsed(replaced[setting])].flat();
    for (const [index, entry] of before.entries()) {
      const value = asMap(entry);
      if (!value || !one.asks(value, of)) continue;
      const change =
        means.leaveGiven && isGiven(value)
          ? withChecksum(value)
          : await changeOf({ ...one, setting: list ? `${setting}[${index}]` : setting }, value, means);
      if (!change) continue;
      now[index] = { ...asMap(now[index]), ...change };
      replaced[setting] = JSON.stringify(list ? now : now[0]);
    }
  }
  return replaced;
}

/** A version alone is one of the mirror folder, and its checksum is nothing to judge. */
function withChecksum({ release }: JsonMap): JsonMap | undefined {
  const given = asMap(release);
  return given && given.sha256 === undefined ? { release: { ...given, sha256: "0".repeat(64) } } : undefined;
}

/** What an object has in place of what it had, if anything. */
async function changeOf(one: Substitution, value: JsonMap, means: Means): Promise<JsonMap | undefined> {
  const { wanted, setting, becomes, chosen = becomes, open = () => false } = one;
  const folder = mirrorDirectory();
  const { version, url } = releaseIn(value);
  // Asked for by its address; whether it is the right one is not the rehearsal's to say.
  if (url !== undefined && existsSync(join(folder, url.replace(/^https:\/\//, "")))) return undefined;
  const theirs = await findRelease(folder, wanted, "publisher", version);
  if (theirs && !open(value)) return undefined;
  if (theirs) {
    means.log(`${setting}: ${JSON.stringify(chosen(theirs))} of the mirror folder, since the settings leave it open`);
    return chosen(theirs);
  }
  const found = await instead(one, value, means);
  return found && becomes(found);
}

async function instead(one: Substitution, value: JsonMap, means: Means): Promise<Found | undefined> {
  const { wanted, instead: program, setting, open, needed = false } = one;
  const { log, make, reachable = answers } = means;
  const folder = mirrorDirectory();
  const { version } = releaseIn(value);
  let found = await findRelease(folder, program, "here", version);
  if (!found && !make) return needed && open?.(value) ? madeUp(one, log) : undefined;
  // The rehearsal's registry doesn't ask others.
  const registry = registries.some((name) => name === wanted.publisher);
  if (!registry && (await reachable(wanted.publisher))) return undefined;
  if (make && unfitness() === undefined) {
    // What is there may be of a recipe of before, and not know yet what is said to it now.
    const isTheOne = (file: string): boolean => (found ? file === found.path : isPreferred(program, file));
    await fill(
      withNeeds(
        items.filter((item) => item.files.some(isTheOne)),
        items,
      ),
      log,
    );
    found = await findRelease(folder, program, "here", version);
  }
  const asked = `${wanted.name}${version === undefined ? "" : ` ${version}`}`;
  const why = `${asked}, which is not in the mirror folder; ${wanted.publisher} ${registry ? "is not asked" : "can't be reached"}`;
  log(
    found
      ? `${setting}: ${[program.name, found.version].join(" ").trim()} (${found.what}) in place of ${why}`
      : `${setting}: nothing to put in place of ${why}; npm run mirror tells more`,
  );
  return found;
}

/** For a preview of what nobody has yet. */
function madeUp({ setting, instead: program }: Substitution, log: Means["log"]): Found {
  log(
    `${setting}: a digest made up for this preview in place of that of ${program.name}, which the settings leave open`,
  );
  return { path: "", version: "", sha256: "0".repeat(64), url: "" };
}

function isPreferred({ path, preferred }: Program, file: string): boolean {
  const match = path.exec(file);
  return match !== null && (match[1] === undefined || preferred === undefined || match[1] === preferred);
}

function releaseIn({ release }: JsonMap): { version?: string; url?: string } {
  const { version, url } = asMap(release) ?? {};
  return {
    ...(version !== undefined && { version: String(version) }),
    ...(url !== undefined && { url: String(url) }),
  };
}

function asMap(value: unknown): JsonMap | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonMap) : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

const patience = 3000;

/** Whether a server answers over TLS. */
function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, servername: host, timeout: patience });
    const done = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("secureConnect", done(true)).once("error", done(false)).once("timeout", done(false));
    setTimeout(done(false), patience).unref();
  });
}
