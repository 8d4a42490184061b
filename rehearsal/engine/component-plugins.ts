import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";
import { ServingProcess } from "./serving-process";

/** Packages of components that a project names, each run in a process of its own as the command line runs it. */
export class ComponentPlugins {
  constructor(
    /** Folders, by package name. */
    private readonly folders: Record<string, string>,
    /** Where the project runs. */
    private readonly workingDirectory: string,
    private readonly say: (line: string) => void,
  ) {}

  get names(): string[] {
    return Object.keys(this.folders);
  }

  /** Starts a package's plugin, which logs to the `engine`. Undefined: the project names none. */
  async start(packageName: string, engine: string | undefined): Promise<ServingProcess | undefined> {
    const folder = this.folders[packageName];
    if (folder === undefined) return undefined;
    requireNode(packageName, folder);
    const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-plugin");
    const args = [runner, folder, ...(engine === undefined ? [] : [engine])];
    return ServingProcess.start(
      `the plugin ${packageName}`,
      args,
      { cwd: this.workingDirectory, env: process.env },
      this.say,
    );
  }
}

function requireNode(packageName: string, folder: string): void {
  const file = join(folder, "PulumiPlugin.yaml");
  if (!existsSync(file))
    throw new Error(`package "${packageName}": only a folder with a PulumiPlugin.yaml can be rehearsed, got ${folder}`);
  const { runtime } = parse(readFileSync(file, "utf8")) as { runtime?: unknown };
  const name = typeof runtime === "object" && runtime !== null ? (runtime as { name?: unknown }).name : runtime;
  if (name !== "nodejs")
    throw new Error(`${file}: only plugins with runtime nodejs can be rehearsed, got ${String(name)}`);
}
