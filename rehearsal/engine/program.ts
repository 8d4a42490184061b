import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { StackConfig } from "./default-providers";
import type { Project } from "./project";
import type { Reporter } from "./reporter";

/** The SDK's exit status for "failed, and the user was told why". */
const FAILED_AND_SAID_SO = 32;

/** Where compiled code is kept. */
const CACHE = resolve(__dirname, "../../node_modules/.cache/rehearsal");

/** What makes a program start quickly. */
const HOOKS = ["end-alone.js", "load-lazily.js", "map-stacks.js", "load-typescript.js"];

/** What a program is started with. */
export interface ProgramOptions {
  project: Project;
  stack: string;
  config: StackConfig;
  preview: boolean;
  parallel: number;
  /** Where `ResourceMonitor` and `Engine` answer. */
  address: string;
}

/** Runs programs in one language. False: it failed, and what it said about it was passed on. */
export type Language = (options: ProgramOptions, reporter: Reporter, signal: AbortSignal) => Promise<boolean>;

/** Runs a program with the SDK's own start-up for Node.js. */
export async function runProgram(options: ProgramOptions, reporter: Reporter, signal: AbortSignal): Promise<boolean> {
  const { project, stack, config, preview, parallel, address } = options;
  const load = createRequire(join(project.workingDirectory, "package.json"));
  const args = [
    ...HOOKS.flatMap((name) => ["--require", join(__dirname, name)]),
    load.resolve("@pulumi/pulumi/cmd/run"),
    ...[
      `--monitor=${address}`,
      `--engine=${address}`,
      "--organization=organization",
      `--project=${project.name}`,
      `--stack=${stack}`,
    ],
    ...[`--root-directory=${project.directory}`, `--pwd=${project.workingDirectory}`, `--parallel=${parallel}`],
    ...(preview ? ["--dry-run"] : []),
    project.program,
  ];
  const child = spawn(process.execPath, args, {
    cwd: project.workingDirectory,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // Ctrl-C is for the engine, which ends the program when it is time.
    detached: true,
    signal,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(CACHE, "node"),
      REHEARSAL_COMPILED: join(CACHE, "typescript"),
      PULUMI_NODEJS_TYPESCRIPT: "false",
      PULUMI_CONFIG: JSON.stringify(config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
    },
  });
  passOn(child.stdout!, (message) => reporter.diagnostic({ message, severity: "info" }));
  passOn(child.stderr!, (message) => reporter.diagnostic({ message, severity: "info#err" }));
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once("error", (error) => (signal.aborted ? resolve("aborted") : reject(error)));
    child.once("close", (code, killedBy) => resolve(code ?? killedBy ?? ""));
  });
  if (status === 0) return true;
  if (status !== FAILED_AND_SAID_SO && !signal.aborted && !reporter.failed) {
    reporter.diagnostic({
      message: `an unhandled error occurred: Program exited with non-zero exit code: ${status}`,
      severity: "error",
    });
  }
  return false;
}

function passOn(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on("line", take);
}
