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
}

/**
 * Replaces, in the settings, programs that are neither in the mirror folder nor to be had from their publisher by such that were made here.
 * Returns the replaced settings by their keys.
 */
export async function substitute(settings: Settings, means: Means): Promise<Record<string, string>> {
  const replaced: Record<string, string> = {};
  for (const one of substitutions) {
    const value = asMap(settings.values[one.setting]);
    if (!value || !one.asks(value)) continue;
    const found = await instead(one, value, means);
    if (!found) continue;
    const now = asMap(replaced[one.setting]) ?? value;
    replaced[one.setting] = JSON.stringify({ ...now, ...one.becomes(found) });
  }
  return replaced;
}

async function instead(one: Substitution, value: JsonMap, means: Means): Promise<Found | undefined> {
  const { wanted, instead: program, setting } = one;
  const { log, make, reachable = answers } = means;
  const folder = mirrorDirectory();
  const { version, url } = releaseIn(value);
  // Asked for by its address; whether it is the right one is not the rehearsal's to say.
  if (url !== undefined && existsSync(join(folder, url.replace(/^https:\/\//, "")))) return undefined;
  if (await findRelease(folder, wanted, "publisher", version)) return undefined;
  let found = await findRelease(folder, program, "here", version);
  if (!found && !make) return undefined;
  // The rehearsal's registry doesn't ask others.
  const registry = registries.some((name) => name === wanted.publisher);
  if (!registry && (await reachable(wanted.publisher))) return undefined;
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
  const why = `${asked}, which is not in the mirror folder; ${wanted.publisher} ${registry ? "is not asked" : "can't be reached"}`;
  log(
    found
      ? `${setting}: ${program.name} ${found.version} (${found.what}) in place of ${why}`
      : `${setting}: nothing to put in place of ${why}; npm run mirror tells more`,
  );
  return found;
}

function isPreferred({ path, preferred }: Program, file: string): boolean {
  const match = path.exec(file);
  return match !== null && (match[1] === undefined || preferred === undefined || match[1] === preferred);
}

function releaseIn({ release }: JsonMap): { version?: string; url?: string } {
  const { version, url } = asMap(JSON.stringify(release ?? {})) ?? {};
  return {
    ...(version !== undefined && { version: String(version) }),
    ...(url !== undefined && { url: String(url) }),
  };
}

function asMap(text: string | undefined): JsonMap | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
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
