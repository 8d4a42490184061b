import { existsSync } from "node:fs";
import { join } from "node:path";
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

/** Go in version `needed` or newer: what PATH has, or Debian's; one that is too old fetches a newer one. */
export async function findGo(workshop: Workshop, needed: string): Promise<Go> {
  let found = await versionOf("go");
  if (found === undefined) {
    await installPackages(["golang-go"], workshop.log);
    found = await versionOf("go");
  }
  if (found === undefined) throw new Error("there is no Go here, and apt-get has no package golang-go");
  if (!isOlder(found, needed)) return { program: "go", env: {} };
  const release = `go${firstRelease(needed)}`;
  if (!isOlder(found, fetchesItself)) return { program: "go", env: { GOTOOLCHAIN: `${release}+auto` } };
  return { program: await unpackGo(workshop, release), env: { GOTOOLCHAIN: "local" } };
}

/** Does what Go does since 1.21: fetches a release, which is published as a module, and makes it a Go that runs. */
async function unpackGo(workshop: Workshop, release: string): Promise<string> {
  const old = { program: "go", env: {} };
  const module = await fetchModule(workshop, old, `golang.org/toolchain@v0.0.1-${release}.linux-amd64`);
  const root = join(workshop.scratch, release);
  if (!existsSync(root)) {
    await workshop.run(["cp", "--recursive", "--no-preserve=mode", module, root]);
    // A module can't have programs, nor other modules in it.
    await workshop.run(["chmod", "--recursive", "+x", join(root, "bin"), join(root, "pkg/tool")]);
    const rename = "find . -name _go.mod -execdir mv _go.mod go.mod ';'";
    await workshop.run(["sh", "-c", rename], { cwd: root });
  }
  return join(root, "bin/go");
}

/** Releases have three numbers. */
export function firstRelease(version: string): string {
  return /^\d+\.\d+$/.test(version) ? `${version}.0` : version;
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
