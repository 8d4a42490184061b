import { connect } from "node:tls";
import type { JsonMap } from "../engine/stored";
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
}

/**
 * Replaces, in the settings, programs that are neither in the mirror folder nor to be had from their publisher by such that were made here.
 * Returns the replaced settings by their keys.
 */
export async function substitute(settings: Settings, means: Means): Promise<Record<string, string>> {
  const replaced: Record<string, string> = {};
  for (const one of substitutions) {
    const text = replaced[one.setting] ?? settings.values[one.setting];
    const value = text === undefined ? undefined : asMap(text);
    if (!value || one.setting in replaced || !one.asks(value)) continue;
    const found = await instead(one, value, means);
    if (found) replaced[one.setting] = JSON.stringify({ ...value, ...one.becomes(found) });
  }
  return replaced;
}

async function instead(one: Substitution, value: JsonMap, means: Means): Promise<Found | undefined> {
  const { wanted, instead: program, setting } = one;
  const { log, make, reachable = answers } = means;
  const folder = mirrorDirectory();
  const version = versionIn(value);
  if (await findRelease(folder, wanted, "publisher", version)) return undefined;
  let found = await findRelease(folder, program, "here", version);
  if (!found && !make) return undefined;
  if (await reachable(wanted.publisher)) return undefined;
  if (!found && unfitness() === undefined) {
    await fill(
      withNeeds(
        items.filter((item) => item.files.some((file) => isPreferred(program, file))),
        items,
      ),
      log,
    );
    found = await findRelease(folder, program, "here", version);
  }
  const asked = `${wanted.name}${version === undefined ? "" : ` ${version}`}`;
  const why = `${asked}, which is not in the mirror folder; ${wanted.publisher} can't be reached`;
  log(
    found
      ? `${setting}: ${program.name} ${found.version} (${found.what}) in place of ${why}`
      : `${setting}: nothing to put in place of ${why}; npm run mirror tells more`,
  );
  return found;
}

function isPreferred({ path, preferred }: Program, file: string): boolean {
  const version = path.exec(file)?.[1];
  return version !== undefined && (preferred === undefined || version === preferred);
}

function versionIn({ release }: JsonMap): string | undefined {
  if (typeof release !== "object" || release === null || !("version" in release)) return undefined;
  return String(release.version);
}

function asMap(text: string): JsonMap | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonMap) : undefined;
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
