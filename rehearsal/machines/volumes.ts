import { join } from "node:path";
import { directoryOf, groupOf, isRunning } from "./machine";
import { replaceFile, type Places } from "./places";
import { firstProcess } from "./processes";
import { must, patience } from "./run";
import type { VolumeSpec } from "./types";
import * as disks from "./volume-disks";

/** The volumes of a world, and which machine each is plugged into. */
export class Volumes {
  constructor(private readonly places: Places) {}

  /** Makes a volume. */
  async make(volume: VolumeSpec): Promise<void> {
    await disks.makeDisk(this.places, volume);
  }

  /** Makes a volume larger. Its file system doesn't notice by itself. */
  async grow(id: string, gigabytes: number): Promise<void> {
    await disks.growDisk(this.places, id, gigabytes);
  }

  /** Plugs a volume into a machine, which sees it at once if it runs. */
  async plugIn(id: string, machine: string): Promise<void> {
    const volume = disks.findVolume(this.places, id);
    if (volume.machine !== undefined && volume.machine !== machine)
      throw new Error(`volume ${volume.name} is plugged into machine ${volume.machine}`);
    const device = await disks.deviceOf(this.places, id);
    // The machine that had it may just have been destroyed.
    if (volume.machine === undefined) await disks.demandUnused(device, `volume ${volume.name} is in use`, patience);
    await disks.assign(this.places, id, machine);
    await this.listForBoot(machine);
    const numbers = (await must(["stat", "--format=%Hr %Lr", device])).trim();
    await this.onRunning(machine, appear, [numbers, ...disks.pathsOf(device, volume)]);
  }

  /**
   * Pulls a volume out of its machine. A cloud does that to one that is in use, too, and what wasn't written yet is lost; a rehearsal
   * refuses, so that nobody relies on it.
   */
  async pullOut(id: string): Promise<void> {
    const volume = disks.findVolume(this.places, id);
    const { machine, name } = volume;
    if (machine === undefined) return;
    const device = await disks.deviceOf(this.places, id);
    const limit = isRunning(this.places, machine) ? 0 : patience;
    await disks.demandUnused(device, `volume ${name} is in use on machine ${machine}, data would be lost`, limit);
    await this.onRunning(machine, disappear, disks.pathsOf(device, volume));
    await disks.assign(this.places, id, undefined);
    await this.listForBoot(machine);
  }

  /** Removes a volume with all that is on it. */
  async remove(id: string): Promise<void> {
    await disks.removeDisk(this.places, id);
  }

  /** Frees what was plugged into a machine that is gone. */
  async forget(machine: string): Promise<void> {
    for (const volume of disks.volumeRecords(this.places)) {
      if (volume.machine === machine) await disks.assign(this.places, volume.id, undefined);
    }
  }

  /** Writes down for `boot.sh` what is plugged into a machine. */
  async listForBoot(machine: string): Promise<void> {
    const lines: string[] = [];
    for (const volume of disks.volumeRecords(this.places).filter((one) => one.machine === machine)) {
      const device = await disks.deviceOf(this.places, volume.id);
      lines.push(...disks.pathsOf(device, volume).map((path) => `--bind=${device}:${path}\n`));
    }
    replaceFile(join(directoryOf(this.places, machine), "disks"), lines.join(""));
  }

  private async onRunning(machine: string, script: string, args: string[]): Promise<void> {
    const first = isRunning(this.places, machine) ? firstProcess(this.places, groupOf(machine)) : undefined;
    if (first === undefined) return;
    await must(["nsenter", `--target=${first}`, "--mount", "--pid", "sh", "-uc", script, "sh", ...args]);
  }
}

/** What udev does on a machine that isn't a container. */
const appear = `numbers=$1 node=$2; shift 2
[ -e "$node" ] || mknod -m 0660 "$node" b $numbers
for link; do mkdir -p "\${link%/*}"; [ -e "$link" ] || ln -s "$node" "$link"; done`;

const disappear = `for path; do umount "$path" 2>/dev/null; rm -f "$path"; done`;
