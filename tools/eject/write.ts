import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Tree } from "./tree";

/** Where a tree is written first: what is left of a run that was ended is here, and made anew by the next. */
export const unfinished = ".unfinished";

/** Writes a tree into a directory, all of it or nothing. It is there once `README.md` is. */
export function write(directory: string, tree: Tree): void {
  const scratch = join(directory, unfinished);
  rmSync(scratch, { recursive: true, force: true });
  if (!existsSync(directory)) mkdirSync(directory);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text, { mode: path.endsWith(".sh") ? 0o755 : 0o644 });
  }
  const last = (name: string): number => Number(name === "README.md");
  for (const name of readdirSync(scratch).sort((a, b) => last(a) - last(b)))
    renameSync(join(scratch, name), join(directory, name));
  rmdirSync(scratch);
}
