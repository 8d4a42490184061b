import { existsSync } from "node:fs";
import { must, run } from "./run";

/** A copy of an image, as a machine's own disk. */
export async function copyTree(directory: string, target: string): Promise<void> {
  await must(["cp", "--archive", "--reflink=auto", directory, target]);
}

/** Removes a directory tree, and nothing that is mounted in it. */
export async function removeTree(directory: string): Promise<void> {
  await run(["rm", "-rf", "--one-file-system", directory], { output: "capture" });
  if (existsSync(directory)) throw new Error(`can't remove ${directory}; is something mounted in it?`);
}
