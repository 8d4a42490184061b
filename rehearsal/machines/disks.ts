import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statfsSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { removeTree } from "./files";
import type { Places } from "./places";

const memory = "/dev/shm";
const tmpfs = 0x01021994;
const gibibyte = 2 ** 30;

/**
 * Makes the place for machines' disks: in memory if there is plenty, since a rehearsal writes and forgets gigabytes, otherwise in the world's
 * directory. `REHEARSAL_DISKS` (`memory` or `disk`) decides it by hand. In memory they do not survive a restart of this computer; the world
 * then looks as if its machines had been destroyed.
 */
export function makeDiskPlace({ machines, tag }: Places): void {
  if (existsSync(machines)) return;
  const target = join(memory, tag);
  const dangling = lstatSync(machines, { throwIfNoEntry: false }) !== undefined;
  if (!dangling && !isMemoryChosen()) {
    mkdirSync(machines, { recursive: true });
    return;
  }
  mkdirSync(target, { recursive: true, mode: 0o755 });
  if (!dangling) symlinkSync(target, machines);
}

/** Removes the machines' disks if they are in memory; otherwise they go with the world's directory. */
export async function removeDiskPlace({ machines, tag }: Places): Promise<void> {
  if (!lstatSync(machines, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  if (basename(readlinkSync(machines)) === tag) await removeTree(join(memory, tag));
}

function isMemoryChosen(): boolean {
  const chosen = process.env.REHEARSAL_DISKS;
  if (chosen === "memory" || chosen === "disk") return chosen === "memory";
  if (!existsSync(memory)) return false;
  const { type, bavail, bsize } = statfsSync(memory);
  const available = Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1] ?? 0) * 1024;
  return type === tmpfs && bavail * bsize >= 8 * gibibyte && available >= 12 * gibibyte;
}
