import { run } from "../machines/run";
import { installPackages } from "../machines/computer";
import type { Workshop } from "./item";

/** How to run Go: its program and what to add to the environment. Modules, caches and proxies are as this computer's Go is set up. */
export interface Go {
  program: string;
  env: Record<string, string>;
}

/** Since this version Go fetches a newer one by itself, from where it gets modules. */
const fetchesItself = "1.21";

/** Go in version `needed` or newer: what PATH has, or Debian's, which fetches a newer toolchain if it is too old. */
export async function findGo({ log }: Workshop, needed: string): Promise<Go> {
  let found = await versionOf("go");
  if (found === undefined) {
    await installPackages(["golang-go"], log);
    found = await versionOf("go");
  }
  if (found === undefined) throw new Error("there is no Go here, and apt-get has no package golang-go");
  if (!isOlder(found, needed)) return { program: "go", env: {} };
  if (isOlder(found, fetchesItself))
    throw new Error(
      `Go ${needed} is needed, and ${found} is too old to fetch it; install Go ${fetchesItself} or newer`,
    );
  return { program: "go", env: { GOTOOLCHAIN: `go${needed}+auto` } };
}

/** Fetches a module and returns the directory with its files, which are read-only. */
export async function fetchModule(workshop: Workshop, go: Go, module: string): Promise<string> {
  const answer = await workshop.run([go.program, "mod", "download", "-json", module], {
    cwd: workshop.scratch,
    env: go.env,
  });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/** Whether a version such as `1.24.4` comes before another. */
export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}

async function versionOf(program: string): Promise<string | undefined> {
  // Its own version, whatever a go.mod nearby or a setting would make of it.
  const env = { GOTOOLCHAIN: "local" };
  try {
    const { stdout } = await run([program, "env", "GOVERSION"], { output: "capture", env, cwd: "/" });
    return /^go(\d+(?:\.\d+)*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
