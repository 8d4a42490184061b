import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../machines/lock";
import { must } from "../machines/run";
import { keep, madeHere, mirrorDirectory } from "./folder";

/** Something that `npm run mirror` puts into the mirror folder. */
export interface Item {
  /** What people call it. */
  name: string;
  /** Where it is in the folder. */
  files: string[];
  /** What it is, see `Origin`. */
  what: string;
  /** Changes whenever the result would. */
  recipe: string;
  /** Time limit. */
  minutes: number;
  /** Files of other items that it is made of. */
  needs?: string[];
  make(workshop: Workshop): Promise<void>;
}

/** What the making of an item may use. */
export interface Workshop {
  /** An empty directory that is removed afterwards, on the same file system as the folder. */
  scratch: string;
  log(line: string): void;
  /** Runs a command within what is left of the item's time and returns what it printed; all of its processes end with it. */
  run(command: string[], options?: { cwd?: string; env?: Record<string, string>; minutes?: number }): Promise<string>;
  /** Where a file of the folder is, for what is made of other items. */
  file(path: string): string;
  /** Puts a file or directory from the scratch directory into the folder; `what` it is, if not what the item is. */
  keep(path: string, source: string, what?: string): Promise<void>;
}

/** Items together with those they are made of, which come first. */
export function withNeeds(wanted: Item[], all: Item[]): Item[] {
  const needed = wanted.flatMap(({ needs = [] }) =>
    all.filter(({ files }) => files.some((file) => needs.includes(file))),
  );
  return [...new Set([...(needed.length > 0 ? withNeeds(needed, all) : []), ...wanted])];
}

/** Makes the items that are missing, one after the other; returns those that could not be made. */
export async function fill(items: Item[], log: (line: string) => void): Promise<Item[]> {
  const folder = mirrorDirectory();
  mkdirSync(folder, { recursive: true });
  sweep(folder);
  const failed: Item[] = [];
  for (const item of items) {
    await withLock(join(folder, `.${item.files[0]?.replace(/\W+/g, "-")}.lock`), async () => {
      if (isThere(folder, item)) return;
      const started = Date.now();
      log(`making ${item.name} (once; kept in ${folder})`);
      try {
        await make(folder, item, log);
        log(`made ${item.name} in ${Math.round((Date.now() - started) / 1000)} s`);
      } catch (error) {
        log(`could not make ${item.name}: ${(error as Error).message}`);
        failed.push(item);
      }
    });
  }
  return failed;
}

/** Whether an item's files are there: made here by the same recipe, or at least one that somebody put there, which is never replaced. */
export function isThere(folder: string, { files, recipe }: Item): boolean {
  const made = madeHere(folder);
  const there = files.filter((file) => existsSync(join(folder, file)));
  if (there.some((file) => !(file in made))) return true;
  return there.length === files.length && there.every((file) => made[file]?.recipe === recipe);
}

const scratchOf = (pid: number): string => `.making-${pid}`;

/** Removes what killed processes left. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(name.replace(scratchOf(0).slice(0, -1), ""));
    if (name === scratchOf(pid) && !existsSync(`/proc/${pid}`))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

async function make(folder: string, item: Item, log: (line: string) => void): Promise<void> {
  const missing = item.needs?.find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) throw new Error(`it is made of ${missing}, which is missing`);
  const deadline = Date.now() + item.minutes * 60_000;
  const scratch = join(folder, scratchOf(process.pid));
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { mode: 0o755 });
  try {
    await item.make({
      scratch,
      log,
      file: (path) => join(folder, path),
      keep: (path, source, what = item.what) => keep(folder, path, source, { what, recipe: item.recipe }),
      run: async (command, { minutes = item.minutes, ...options } = {}) => {
        const left = Math.min(deadline - Date.now(), minutes * 60_000);
        const seconds = Math.max(1, Math.round(left / 1000));
        const started = Date.now();
        try {
          return await must([...confined, String(seconds), ...command], options);
        } catch (error) {
          if (Date.now() - started < seconds * 1000) throw error;
          throw new Error(`${command[0]} was not ready within ${seconds} s`, { cause: error });
        }
      },
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A command whose processes all end when it ends, when its time is over, or together with this process. */
const confined = [
  ...["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
  ...["timeout", "--signal=KILL"],
];
