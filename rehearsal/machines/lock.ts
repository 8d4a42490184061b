import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Runs `body` while holding an advisory lock on a file, or returns undefined if `wait` is false and somebody else has it. A helper process
 * holds the lock and ends when its standard input closes, so that a killed owner can not leave it behind.
 */
export async function withLock<T>(file: string, body: () => T | Promise<T>): Promise<T>;
export async function withLock<T>(file: string, body: () => T | Promise<T>, wait: false): Promise<T | undefined>;
export async function withLock<T>(file: string, body: () => T | Promise<T>, wait = true): Promise<T | undefined> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn(
    "flock",
    [...(wait ? [] : ["--nonblock"]), file, "sh", "-c", "echo locked; exec cat >/dev/null"],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const ended = new Promise<void>((resolve) => holder.once("close", () => resolve()));
  const locked = await new Promise<boolean>((resolve, reject) => {
    holder.once("error", reject);
    holder.stdout.once("data", () => resolve(true));
    void ended.then(() => resolve(false));
  });
  if (!locked) return undefined;
  try {
    return await body();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
