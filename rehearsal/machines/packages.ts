import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./places";

/** Package archives, by image, shared by all machines of all worlds: hard links, so that they cost no space and no time. apt checks their hashes before use. */
const cacheOf = (image: string): string => join(cacheDirectory, "packages", image);

/** Where apt keeps what it fetched. */
const archives = "var/cache/apt/archives";

/** Gives a machine the packages that earlier machines fetched. */
export function lendPackages(image: string, root: string): void {
  share(cacheOf(image), join(root, archives));
}

/** Keeps the packages a machine fetched for later machines. */
export function keepPackages(image: string, root: string): void {
  share(join(root, archives), cacheOf(image));
}

function share(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.endsWith(".deb") || existsSync(join(to, name))) continue;
    const source = join(from, name);
    if (!statSync(source).isFile()) continue;
    try {
      linkSync(source, join(to, name));
    } catch {
      copyWhole(source, join(to, name));
    }
  }
}

/** For a cache on another file system. */
function copyWhole(source: string, target: string): void {
  const unfinished = `${target}.${process.pid}.new`;
  try {
    copyFileSync(source, unfinished);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
