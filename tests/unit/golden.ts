import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(__dirname, "golden");

/** Compares a rendered text with the one that was reviewed. `UPDATE_GOLDEN=1` takes the new one over. */
export function expectGolden(name: string, text: string): void {
  const path = join(directory, name);
  if (process.env.UPDATE_GOLDEN || !existsSync(path)) {
    if (process.env.CI) throw new Error(`${path} is missing`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}

/** Fails on everything that shellcheck finds in a POSIX sh script. */
export function shellcheck(script: string): void {
  // 2034 and 2154 are about variables that are shared with a sourced file, 1091 about the file.
  execFileSync("shellcheck", ["-s", "sh", "-e", "1091,2034,2154", "-"], {
    input: script,
    stdio: ["pipe", "inherit", "inherit"],
  });
}
