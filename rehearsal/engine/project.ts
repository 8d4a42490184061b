import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** A Pulumi project. */
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
  /** What the program is written in, for example `nodejs`. */
  runtime: string;
  /** Packages of components that the project names: folders by package name. */
  packages: Record<string, string>;
}

/** Reads the project file in a directory. The program has to be in one of the `runtimes`. */
export function readProject(directory: string, runtimes = ["nodejs"]): Project {
  const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(directory, name)).find((path) => existsSync(path));
  if (!file) throw new Error(`there is no Pulumi.yaml in ${resolve(directory)}`);
  const content = understood(file);
  const { name, main, runtime, config } = content;
  const runtimeName = typeof runtime === "object" && runtime !== null ? (runtime as { name?: unknown }).name : runtime;
  if (typeof runtimeName !== "string" || !runtimes.includes(runtimeName)) {
    const known = runtimes.join(", ");
    throw new Error(`${file}: only programs with runtime ${known} can be rehearsed, got ${String(runtimeName)}`);
  }
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
    runtime: runtimeName,
    packages: packagesOf(content as PackageSections, directory),
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

/** The sections that say where packages come from. */
interface PackageSections {
  packages?: Record<string, string | { source: string }>;
  plugins?: { providers?: { name: string; path: string }[] };
}

/** `pulumi package add` writes the one section, people wrote the other. Folders are relative to the project's. */
function packagesOf({ packages = {}, plugins = {} }: PackageSections, directory: string): Record<string, string> {
  const added = Object.entries(packages).map(
    ([name, from]) => [name, typeof from === "string" ? from : from.source] as const,
  );
  const written = (plugins.providers ?? []).map(({ name, path }) => [name, path] as const);
  return Object.fromEntries([...written, ...added].map(([name, path]) => [name, resolve(directory, path)]));
}
