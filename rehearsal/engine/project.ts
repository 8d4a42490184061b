import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** A Pulumi project in TypeScript or JavaScript. */
export interface Project {
  name: string;
  /** Where Pulumi.yaml is. */
  directory: string;
  /** Where the program runs. */
  workingDirectory: string;
  /** The program, relative to `workingDirectory`. */
  program: string;
  /** The file's `config:` section. */
  config: Record<string, unknown>;
}

/** Reads the project file in a directory. */
export function readProject(directory: string): Project {
  const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(directory, name)).find((path) => existsSync(path));
  if (!file) throw new Error(`there is no Pulumi.yaml in ${resolve(directory)}`);
  const content = understood(file);
  const { name, main, runtime, config } = content;
  const runtimeName = typeof runtime === "object" && runtime !== null ? (runtime as { name?: unknown }).name : runtime;
  if (runtimeName !== "nodejs")
    throw new Error(`${file}: only programs with runtime nodejs can be rehearsed, got ${String(runtimeName)}`);
  if (typeof name !== "string") throw new Error(`${file}: the project has no name`);
  const path = resolve(directory, typeof main === "string" ? main : ".");
  if (!existsSync(path)) throw new Error(`${file}: main: there is no ${path}`);
  const isDirectory = statSync(path).isDirectory();
  return {
    name,
    directory: resolve(directory),
    workingDirectory: isDirectory ? path : dirname(path),
    program: isDirectory ? "." : basename(path),
    config: (config ?? {}) as Record<string, unknown>,
  };
}

function understood(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message.trimEnd()}`, { cause: error });
  }
  if (typeof content !== "object" || content === null) throw new Error(`${file}: the project has no name`);
  return content as Record<string, unknown>;
}
