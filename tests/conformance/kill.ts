import { spawnSync, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cloud } from "./provider/cloud";

/** Longest wait for the call at which a run is to be killed. */
const PATIENCE = 300_000;

/** Waits until the provider was asked for something; the first `earlier` calls don't count. */
export async function waitForCall(cloud: Cloud, call: string, earlier: number): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(20)) {
    if (cloud.calls().slice(earlier).includes(call)) return;
  }
  throw new Error(`the provider was never asked to ${call}`);
}

/** Kills a process without warning, then what it leaves behind. */
export async function killTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const orphans = descendants(child.pid);
  child.kill("SIGKILL");
  await sleep(100);
  for (const pid of orphans) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended with its parent.
    }
  }
}

function descendants(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}
