import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import type { CommandOptions, CommandResult } from "./types";

/** Runs a program of this computer; does not throw on an exit status. */
export function run(command: string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = "", ...args] = command;
  const capture = options.output === "capture";
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [
        capture || options.input !== undefined ? "pipe" : "inherit",
        capture ? "pipe" : "inherit",
        capture ? "pipe" : "inherit",
      ],
    });
    let stdout = "";
    let stderr = "";
    let timer: NodeJS.Timeout | undefined;
    if (options.timeout !== undefined) {
      timer = setTimeout(() => {
        child.kill("SIGKILL");
        reject(new Error(`${command.join(" ")}: not finished after ${options.timeout} ms`));
      }, options.timeout);
    }
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // A program that ends without reading its input is no error of ours.
    child.stdin?.on("error", () => undefined).end(options.input ?? "");
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ status: code ?? (signal ? 128 : 1), stdout, stderr });
    });
  });
}

/** Runs a program, returns what it printed, throws with its last words if it fails. */
export async function must(command: string[], options: CommandOptions = {}): Promise<string> {
  const result = await run(command, { ...options, output: "capture" });
  if (result.status !== 0) {
    const words = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-15).join("\n");
    throw new Error(`${command[0]} failed with exit status ${result.status}:\n${words}`);
  }
  return result.stdout;
}

/** Longest wait for something that never comes, in milliseconds: a busy computer is no failure. */
export const patience = 10 * 60_000;

/** Asks `ready` again and again; undefined or false means not yet. Throws with `what` when the time is over. Times in milliseconds. */
export async function until<T>(
  what: string,
  ready: () => Promise<T | undefined | false>,
  milliseconds = patience,
  interval = 50,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await ready();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what}: still waiting after ${milliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** A program's standard input and output as one stream; destroying it ends the program. */
export function pipeTo(command: string[]): Duplex {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
  const stream = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk, _, done) => child.stdin.write(chunk, done),
    final: (done) => child.stdin.end(done),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdout.on("data", (chunk) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.stdout.on("end", () => stream.push(null));
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => stream.destroy(error));
  return stream;
}
