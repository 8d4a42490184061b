import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Takes the lock of a state file. A lock whose owner is gone is taken over: a killed run never blocks the next one. */
export function takeLock(stateFile: string): () => void {
  const path = `${stateFile}.lock`;
  const mine = `${path}.${process.pid}`;
  const owner = describe(process.pid);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(mine, owner);
  try {
    while (!tryLink(mine, path)) {
      const holder = readOwner(path);
      if (holder !== undefined && holder === describe(Number(holder.split(" ")[0]))) {
        throw new Error(`another run (process ${holder.split(" ")[0]}) is working on this state: ${stateFile}`);
      }
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    if (readOwner(path) === owner) rmSync(path, { force: true });
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Process id and start time, so that a reused process id isn't taken for the owner. */
function describe(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return fields[0] === "Z" ? "" : `${pid} ${fields[19]}`;
  } catch {
    return isAlive(pid) ? `${pid} ?` : "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
