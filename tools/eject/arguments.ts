import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { unfinished } from "./write";

/** How to use the command line. */
export const usage = `Writes an organisation as plain files: a runbook, scripts that run without Pulumi, configuration files, zones.

npm run eject -- --stack NAME [--project DIR] DIRECTORY

  --stack NAME     take the settings of Pulumi.NAME.yaml
  --project DIR    of the Pulumi project in DIR (default: this directory)
  DIRECTORY        where to write; it doesn't exist yet, or is empty

It needs no account, no secret and no network. Secrets are never written.`;

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {}

/** What is ejected, and where to. */
export interface Arguments {
  stack: string;
  project: string;
  directory: string;
}

/** Reads a command line. */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parsed(args);
  const { stack, project = "." } = values;
  if (stack === undefined) throw new UsageError("--stack is missing");
  if (!/^[A-Za-z0-9_.-]+$/.test(stack)) throw new UsageError(`--stack: "${stack}" can't be the name of a stack`);
  if (positionals.length !== 1) throw new UsageError(`one directory to write to, got ${positionals.length}`);
  const directory = resolve(positionals[0]!);
  if (!isDirectory(dirname(directory))) throw new UsageError(`there is no directory ${dirname(directory)}`);
  if (existsSync(directory) && !isDirectory(directory)) throw new UsageError(`${directory} is a file`);
  if (isDirectory(directory) && readdirSync(directory).some((name) => name !== unfinished))
    throw new UsageError(`${directory} is not empty: nothing is written over`);
  return { stack, project: resolve(project), directory };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { stack: { type: "string" }, project: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
