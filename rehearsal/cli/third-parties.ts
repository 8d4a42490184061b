import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Image } from "../machines/types";
import type { World } from "../world";
import type { Settings } from "./stack-config";

const SITES = join(__dirname, "../internet/sites");
const EXAMPLE = "example";

/** A git repository that the settings name. */
export interface Repository {
  host: string;
  /** Path on its host, without `.git`. */
  name: string;
}

/** What a stack's settings expect of the internet. */
export interface ThirdParties {
  repositories: Repository[];
  /** Names that the rehearsal's internet has to answer to. */
  names: string[];
  images: Image[];
}

/** Finds git repositories, mail servers and operating systems among the settings. */
export function thirdPartiesOf(settings: Settings): ThirdParties {
  const texts = Object.entries(settings.values).flatMap(([key, value]) => textsIn(key, parsed(value)));
  const repositories = texts.flatMap(({ text }) => {
    const match = /^https:\/\/([^/\s:@]+)\/(\S+?)\.git$/.exec(text);
    return match ? [{ host: match[1]!, name: match[2]! }] : [];
  });
  const servers = texts.filter(({ key, text }) => /(server|smtp)$/i.test(key) && /^[\w-]+(\.[\w-]+)+$/.test(text));
  const images = texts.flatMap(({ text }) =>
    /^debian-1[23](-x64)?$/.test(text) ? [text.replace("-x64", "") as Image] : [],
  );
  const names = [...repositories.map(({ host }) => host), ...servers.map(({ text }) => text)];
  return { repositories, names: [...new Set(names)], images: [...new Set(images)] };
}

/** Puts something into repositories that don't exist yet: the site of that name that comes with the rehearsal, or the example. */
export async function publishRepositories(world: World, repositories: Repository[]): Promise<string[]> {
  const published: string[] = [];
  for (const { host, name } of repositories) {
    const { status } = await world.exec("internet", ["test", "-d", `/srv/git/${name}.git`], { output: "capture" });
    if (status === 0) continue;
    const own = join(SITES, basename(name));
    await world.publishRepository(name, existsSync(own) ? own : join(SITES, EXAMPLE), "Publish the site");
    published.push(`https://${host}/${name}.git`);
  }
  return published;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function textsIn(key: string, value: unknown): { key: string; text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(Array.isArray(value) ? key : name, item));
}
