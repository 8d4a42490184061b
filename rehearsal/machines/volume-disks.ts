import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock";
import { readJson, writeJson, type Places } from "./places";
import { must, run, until } from "./run";
import type { VolumeSpec } from "./types";

/** A disk that lives apart from machines: a sparse file in the world, on a loop device of this computer. */
export interface VolumeRecord extends VolumeSpec {
  /** The machine it is plugged into. */
  machine?: string;
}

const gibibyte = 2 ** 30;

const directoryOf = ({ directory }: Places): string => join(directory, "volumes");
const recordOf = (places: Places, id: string): string => join(directoryOf(places), `${id}.json`);
const diskOf = (places: Places, id: string): string => join(directoryOf(places), `${id}.disk`);

/** All volumes of a world. */
export function volumeRecords(places: Places): VolumeRecord[] {
  const directory = directoryOf(places);
  if (!existsSync(directory)) return [];
  const records = readdirSync(directory).filter((name) => name.endsWith(".json"));
  return records.map((name) => readJson<VolumeRecord>(join(directory, name)));
}

/** The volume of this id. */
export function findVolume(places: Places, id: string): VolumeRecord {
  const found = volumeRecords(places).find((volume) => volume.id === id);
  if (!found) throw new Error(`there is no volume ${id}`);
  return found;
}

/** Makes a volume, formatted if that is asked for. */
export async function makeDisk(places: Places, volume: VolumeSpec): Promise<void> {
  const disk = diskOf(places, volume.id);
  mkdirSync(directoryOf(places), { recursive: true });
  await must(["truncate", `--size=${volume.gigabytes * gibibyte}`, disk]);
  const { filesystem, label } = volume;
  if (filesystem) await must([`mkfs.${filesystem}`, "-q", ...(label ? ["-L", label] : []), disk]);
  writeJson(recordOf(places, volume.id), volume);
}

/** Makes a volume larger, while it is in use. Its file system stays as it is. */
export async function growDisk(places: Places, id: string, gigabytes: number): Promise<void> {
  const disk = diskOf(places, id);
  if (statSync(disk).size > gigabytes * gibibyte) throw new Error("a volume can't shrink");
  await must(["truncate", `--size=${gigabytes * gibibyte}`, disk]);
  const loop = await loopOf(disk);
  if (loop) await must(["losetup", "--set-capacity", loop]);
  await change(places, id, { gigabytes });
}

/** Remembers where a volume is plugged in. */
export async function assign(places: Places, id: string, machine: string | undefined): Promise<void> {
  await change(places, id, { machine });
}

/** The loop device of a volume, made if there is none. */
export async function deviceOf(places: Places, id: string): Promise<string> {
  return withLock(join(directoryOf(places), "lock"), async () => {
    const disk = diskOf(places, id);
    return (await loopOf(disk)) ?? (await must(["losetup", "--find", "--show", disk])).trim();
  });
}

/** Where a machine finds a volume: the loop device's own name, and the links that a cloud's machine has. */
export function pathsOf(device: string, { name, label }: VolumeRecord): string[] {
  const links = [`/dev/disk/by-id/scsi-0DO_Volume_${name}`, ...(label ? [`/dev/disk/by-label/${label}`] : [])];
  return [device, ...links];
}

/** Throws `what` if a file system on a device is mounted anywhere. A machine that was just switched off may take a moment. */
export async function demandUnused(device: string, what: string, limit: number): Promise<void> {
  await until(what, async () => !isMounted(device), limit).catch(() => {
    throw new Error(what);
  });
}

/** The kernel lends a device that is mounted to nobody else. */
function isMounted(device: string): boolean {
  try {
    closeSync(openSync(device, constants.O_RDONLY | constants.O_EXCL));
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
    return true;
  }
}

/** Removes a volume and what is on it. */
export async function removeDisk(places: Places, id: string): Promise<void> {
  const disk = diskOf(places, id);
  const loop = await loopOf(disk);
  if (loop) await must(["losetup", "--detach", loop]);
  for (const path of [recordOf(places, id), disk]) rmSync(path, { force: true });
}

/** Gives back the loop devices of a world, whose processes have ended; also those whose file somebody removed. */
export async function releaseDisks(places: Places): Promise<void> {
  const { status, stdout } = await run(["losetup", "--list", "--noheadings", "--raw", "--output=NAME,BACK-FILE"], {
    output: "capture",
  });
  if (status !== 0) return;
  for (const line of stdout.split("\n")) {
    const [loop = "", file = ""] = line.split(" ");
    if (file.startsWith(`${directoryOf(places)}/`)) await must(["losetup", "--detach", loop]);
  }
}

async function loopOf(disk: string): Promise<string | undefined> {
  const listed = await must(["losetup", "--noheadings", "--output=NAME", "--associated", disk]);
  return listed.trim().split("\n")[0] || undefined;
}

async function change(places: Places, id: string, changes: Partial<VolumeRecord>): Promise<void> {
  await withLock(join(directoryOf(places), "lock"), () => {
    writeJson(recordOf(places, id), { ...findVolume(places, id), ...changes });
  });
}
