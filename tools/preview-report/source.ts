import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { Failure, PreviewError, Status } from "./failure";
import { readPreview, type Preview } from "./preview";

/** More than any preview has. */
const LIMIT = 512 * 1024 * 1024;

/** Reads a preview from a file, or from standard input if it is `-`. */
export async function previewFrom(file: string, stdin: Readable): Promise<Preview> {
  return parsed(file === "-" ? await all(stdin) : await textOf(file));
}

/** Reads a file; one that isn't there is a mistake of whoever calls. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Failure(Status.usage, `can't read ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** How a command that makes a preview ended. */
export interface Made {
  /** Absent if it printed none. */
  preview?: Preview;
  /** In words, if it failed. */
  failure?: string;
}

/** Makes a preview by a command, which sees nothing of our secrets. What it says on standard error is passed on. */
export async function previewBy(
  [command = "", ...args]: string[],
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<Made> {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.on("data", (text: Buffer) => say(text.toString()));
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new Failure(
          Status.usage,
          `can't run ${command}: ${error.code === "ENOENT" ? "it isn't on the PATH" : error.message}`,
        ),
      ),
    );
    child.once("close", (status, signal) =>
      resolve(status === 0 ? undefined : `${command} ended with ${signal ?? `exit status ${status}`}`),
    );
  });
  const [text, failure] = await Promise.all([all(child.stdout), ended]);
  if (failure === undefined) return { preview: parsed(text) };
  try {
    return { preview: readPreview(text), failure };
  } catch {
    return { failure };
  }
}

async function all(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer | string);
    length += bytes.length;
    if (length > LIMIT) throw new Failure(Status.usage, "the preview is longer than 512 MB");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): Preview {
  try {
    return readPreview(text);
  } catch (error) {
    throw error instanceof PreviewError ? new Failure(Status.usage, error.message) : error;
  }
}
