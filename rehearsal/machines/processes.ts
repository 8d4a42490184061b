import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "./places";
import { until } from "./run";

/**
 * A world's processes are grouped by control groups: `TAG/way-out`, `TAG/machine-ID`. The kernel then knows for sure which processes
 * belong to what and ends them all at once, whoever started them and whatever became of the starter.
 */
function controlGroups(): string {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const mount = mounts.map((line) => line.split(" ")).find((fields) => fields[2] === "cgroup2");
  if (!mount?.[1])
    throw new Error("control groups (version 2) are not mounted: mount -t cgroup2 cgroup2 /sys/fs/cgroup");
  return mount[1];
}

function groupDirectory(places: Places, group?: string): string {
  return join(controlGroups(), places.tag, group ?? "");
}

/** Arguments of `sh` that put it into a group and continue as the command that follows. */
export function joinGroup(places: Places, group: string): string[] {
  const directory = groupDirectory(places, group);
  mkdirSync(directory, { recursive: true });
  return ["-c", 'echo $$ >"$0/cgroup.procs" && exec "$@"', directory];
}

/** Whether no process is left in a group or below. */
export function groupIsEmpty(places: Places, group?: string): boolean {
  const events = join(groupDirectory(places, group), "cgroup.events");
  return !existsSync(events) || readFileSync(events, "utf8").includes("populated 0");
}

/** Ends every process of a group, or of the whole world, and removes the group. */
export async function endGroup(places: Places, group?: string): Promise<void> {
  const directory = groupDirectory(places, group);
  if (!existsSync(directory)) return;
  await until("the end of a machine's processes", async () => {
    // Again each time: a process may have been on its way into the group.
    writeFileSync(join(directory, "cgroup.kill"), "1");
    return groupIsEmpty(places, group);
  });
  await until("the removal of a control group", async () => removeTree(directory));
}

function removeTree(directory: string): boolean {
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.isDirectory() && !removeTree(join(directory, entry.name))) return false;
    }
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

/** The first process of a machine, as this computer numbers it. */
export function firstProcess(places: Places, group: string): number | undefined {
  const payload = join(groupDirectory(places, group), "guest/payload");
  // systemd moves itself into init.scope early on.
  for (const directory of [payload, join(payload, "init.scope")]) {
    for (const pid of linesOf(join(directory, "cgroup.procs"))) {
      // NSpid lists the process's number in each nested process namespace; a container's first process is 1 in the innermost.
      if (/^NSpid:\s+\d+\s+1$/m.test(contentOf(`/proc/${pid}/status`))) return Number(pid);
    }
  }
  return undefined;
}

/** Processes in the world's network namespace that are in none of its groups, without this one and its ancestors: what clients left running. */
export function strayProcesses(places: Places): number[] {
  if (!existsSync(places.netns)) return [];
  const namespace = statSync(places.netns).ino;
  const family = new Set<number>();
  for (let pid = process.pid; pid > 1; pid = Number(/^PPid:\s+(\d+)/m.exec(contentOf(`/proc/${pid}/status`))?.[1] ?? 0))
    family.add(pid);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => !family.has(pid) && namespaceOf(pid) === namespace);
}

/** The network namespace a process is in. */
export function namespaceOf(pid: number | "self"): number | undefined {
  try {
    return statSync(`/proc/${pid}/ns/net`).ino;
  } catch {
    return undefined;
  }
}

function linesOf(file: string): string[] {
  return contentOf(file).split("\n").filter(Boolean);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
