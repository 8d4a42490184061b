import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "..");
const modules = join(repository, "node_modules");

/**
 * Packs a workspace from a copy of its sources, as for a release: what was compiled before is left out, and others may be working
 * with the original meanwhile. Returns the archive's path in `directory`.
 */
export function pack(directory: string, workspace = "components"): string {
  const copy = mkdtempSync(join(tmpdir(), "packed-"));
  copySources(copy, workspace);
  execFileSync("npm", ["pack", "--silent", "--pack-destination", directory], {
    cwd: join(copy, workspace),
    stdio: ["ignore", "ignore", "inherit"],
  });
  rmSync(copy, { recursive: true });
  return join(
    directory,
    readdirSync(directory).find((name) => name.endsWith(".tgz"))!,
  );
}

/** Puts `preview-report` and what it needs below `node_modules` of a directory, as `npx` does, without a network. */
export function installPreviewReport(directory: string): void {
  const places = join(directory, "node_modules");
  mkdirSync(places, { recursive: true });
  execFileSync("tar", ["-xzf", pack(directory, "tools/preview-report"), "-C", places]);
  renameSync(join(places, "package"), join(places, "open-infrastructure-preview-report"));
  cpSync(join(modules, "diff"), join(places, "diff"), { recursive: true });
}

function copySources(copy: string, workspace: string): void {
  const compiled = ["dist", "node_modules"].map((name) => join(repository, workspace, name));
  cpSync(join(repository, workspace), join(copy, workspace), {
    recursive: true,
    filter: (path) => !compiled.includes(path),
  });
  cpSync(join(repository, "components/tsconfig.base.json"), join(copy, "components/tsconfig.base.json"));
  symlinkSync(modules, join(copy, "node_modules"));
}

/** Puts `components/` into a directory, compiled, as it is after `npm install` in a clone of the repository: there it is a Pulumi plugin. */
export function installPlugin(directory: string): void {
  copySources(directory, "components");
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: join(directory, "components"),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Puts into a directory what `npm install` of the packed components would, without a network: dependencies are those of the repository. */
export function installOffline(directory: string): void {
  const places = join(directory, "node_modules");
  mkdirSync(places, { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== "open-infrastructure" && !existsSync(join(places, name)))
      symlinkSync(join(modules, name), join(places, name));
  }
  const archive = pack(directory);
  execFileSync("tar", ["-xzf", archive, "-C", places]);
  cpSync(join(places, "package"), join(places, "open-infrastructure"), { recursive: true });
  rmSync(join(places, "package"), { recursive: true });
}
