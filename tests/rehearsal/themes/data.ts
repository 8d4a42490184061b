import { readFileSync } from "node:fs";
import type { Organisation } from "../organisation";

/** Puts data on the volume, with a service that says that it needs it and a process that doesn't. */
export async function useData(organisation: Organisation): Promise<void> {
  const writer = `trap 'echo stopped in peace >>/srv/data/rehearsal/file; exit' TERM; while :; do sleep 0.2; done`;
  await organisation.sh(`
    mkdir /srv/data/rehearsal
    echo kept >/srv/data/rehearsal/file
    systemd-run --quiet --unit=rehearsal-writer --property=RequiresMountsFor=/srv/data sh -c "${writer}"
    systemd-run --quiet --unit=rehearsal-idler --working-directory=/srv/data/rehearsal sleep infinity
  `);
}

/** Takes the data off the volume again; returns what was left of it. */
export async function takeData(organisation: Organisation): Promise<string> {
  return organisation.sh("mountpoint -q /srv/data && cat /srv/data/rehearsal/file && rm -r /srv/data/rehearsal");
}

/** Sizes of the volume and of the file system on it, in GB. */
export async function sizeOfData(organisation: Organisation): Promise<{ volume: number; filesystem: number }> {
  const [volume, filesystem] = (
    await organisation.sh("blockdev --getsize64 /dev/disk/by-label/srv-data; df -B1 --output=size /srv/data | tail -1")
  )
    .split("\n")
    .map((bytes) => Math.ceil(Number(bytes) / 2 ** 30));
  return { volume: volume!, filesystem: filesystem! };
}

/** Whether file systems in use may grow here: it takes CAP_SYS_RESOURCE, which some computers for tests don't have. */
export function mayGrow(): boolean {
  const [, capabilities] = /^CapEff:\s+(\w+)/m.exec(readFileSync("/proc/self/status", "utf8"))!;
  return ((BigInt(`0x${capabilities}`) >> 24n) & 1n) === 1n;
}
