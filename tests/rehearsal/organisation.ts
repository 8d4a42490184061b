import { spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { patience, until } from "../../rehearsal/machines/run";
import { World, type Machine } from "../../rehearsal/world";
import { exampleSettings } from "../example";

const repository = resolve(__dirname, "../..");

export { patience };

/** Settings of the stack without their namespace. Objects are merged into those of the stack's file, undefined takes one away. */
export type Settings = Record<string, unknown>;

/** The machine that looks at the organisation's from outside. */
export const scannerName = "scanner";

/** How a run of the command line ended. */
export interface Ended {
  status: number;
  output: string;
}

/** A run of the command line that is under way. */
export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
}

/** Which stack of the repository, and whether with all services or as machines and website only. */
export interface Example {
  stack?: "prod" | "classic";
  whole?: boolean;
}

/** The organisation of `Pulumi.prod.yaml` or another stack, rehearsed by the command line in a world of its own. */
export class Organisation {
  private readonly directory: string;
  private readonly stack: string;
  private settings: Settings;
  /** Directory of the project's file and its settings. */
  readonly project: string;
  readonly world: World;
  readonly stateFile: string;
  /** All that the command line ever printed. */
  output = "";

  constructor(settings: Settings = {}, example: Example = {}) {
    this.stack = example.stack ?? "prod";
    this.directory = mkdtempSync(join(tmpdir(), "organisation-"));
    this.project = join(this.directory, "project");
    this.world = World.open(join(this.directory, "world"));
    this.stateFile = join(this.world.directory, "state", `${this.stack}.json`);
    const passwords = ["notifyPassword", "listsMailboxPassword", "listsRelayPassword"].map((name) => [
      `open-infrastructure:${name}`,
      { secure: "" },
    ]);
    this.settings = { ...exampleSettings(example), ...Object.fromEntries(passwords) };
    mkdirSync(this.project);
    this.configure(settings);
    this.program(repository);
  }

  /** Changes settings. */
  configure(changes: Settings): void {
    for (const [name, change] of Object.entries(changes)) {
      const key = `open-infrastructure:${name}`;
      const before = this.settings[key];
      const merge = isObject(before) && isObject(change);
      this.settings[key] = merge ? { ...before, ...change } : change;
      if (change === undefined) delete this.settings[key];
    }
    writeFileSync(join(this.project, `Pulumi.${this.stack}.yaml`), stringify({ config: this.settings }));
  }

  /** What `up` runs: the repository's own program, or one that wraps it. */
  program(path: string): void {
    const project = { name: "open-infrastructure", runtime: "nodejs", main: path };
    writeFileSync(join(this.project, "Pulumi.yaml"), stringify(project));
  }

  /** Starts the command line. */
  start(...args: string[]): Running {
    const project = ["--project", this.project, "--stack", this.stack];
    const all = ["--import", "tsx", "rehearsal/cli/main.ts", ...args, ...project];
    const child = spawn(process.execPath, all, {
      cwd: repository,
      env: { ...process.env, REHEARSAL_WORLD: this.world.directory, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (text: Buffer): void => {
      output += text;
      this.output += text;
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const ended = new Promise<Ended>((done) => child.once("close", (code) => done({ status: code ?? 128, output })));
    return { process: child, ended };
  }

  /** Runs `up` as a person does, however it ends. */
  tryUp(...options: string[]): Promise<Ended> {
    return this.start("up", ...options).ended;
  }

  /** Runs `up` without a look first, which has to succeed; returns what it printed. */
  async up(...options: string[]): Promise<string> {
    const { status, output } = await this.tryUp("--skip-preview", ...options);
    if (status !== 0) throw new Error(`up ended with exit status ${status}:\n${output}`);
    return output;
  }

  /** A machine of the organisation by its name, otherwise the newest if there are several. */
  async machine(wanted?: string): Promise<Machine> {
    const machines = (await this.world.listMachines()).filter(({ name }) => name !== scannerName);
    const machine = wanted === undefined ? machines.at(-1) : machines.find(({ name }) => name === wanted);
    if (!machine) throw new Error("there is no machine");
    return machine;
  }

  /** Runs a script as root on the machine, without SSH; returns what it printed. */
  async sh(script: string, input?: string): Promise<string> {
    return this.on(await this.machine(), script, input);
  }

  /** Runs a script as root on one of several machines. */
  async on({ id }: Machine, script: string, input?: string): Promise<string> {
    const command = ["sh", "-euc", script];
    const result = await this.world.exec(id, command, { output: "capture", input, timeout: patience });
    if (result.status !== 0) throw new Error(`${script}\nstatus ${result.status}: ${result.stdout}${result.stderr}`);
    return result.stdout.trim();
  }

  /** Runs a command of this computer where visitors are; returns what it printed, whatever its status. */
  async visit(...command: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    return this.world.client(command, { output: "capture", timeout: patience });
  }

  /** SSH connections so far, a line `TIME HOST URN` each. */
  connections(): string[] {
    const log = join(this.world.directory, "ssh-connections.log");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  }

  /** The operator's computer is lost, with everything Pulumi knew. */
  forget(): void {
    rmSync(this.stateFile);
  }

  /** Takes everything down. */
  async end(): Promise<void> {
    await this.world.down();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Ends the command line and the programs it started as a power cut would, once `mayNot` says no of it. Machines go on. */
export async function killHard({ process: child, ended }: Running, mayNot: () => Promise<boolean>): Promise<void> {
  const send = (signal: NodeJS.Signals) => nodeProcesses(child.pid!).forEach((pid) => trySend(pid, signal));
  // Held, so that nothing begins between the answer and the end.
  send("SIGSTOP");
  await eventually("a moment to kill it at", async () => {
    if (!(await mayNot())) return true;
    send("SIGCONT");
    await new Promise((done) => setTimeout(done, 200));
    send("SIGSTOP");
    return false;
  });
  send("SIGKILL");
  await ended;
}

function trySend(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** A process and those below it that are Node too. */
function nodeProcesses(root: number): number[] {
  const parents = new Map<number, number>();
  for (const pid of readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const parent = readParent(pid);
    if (parent !== undefined) parents.set(pid, parent);
  }
  const below = (pid: number): number[] => {
    const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
    return [pid, ...children.flatMap(below)];
  };
  return below(root).filter((pid) => pid === root || program(pid) === program(process.pid));
}

function readParent(pid: number): number | undefined {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) \S+ /, "")
        .split(" ")[0],
    );
  } catch {
    return undefined;
  }
}

function program(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}

function isObject(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Asks again and again until there is an answer, or fails with `what`. */
export function eventually<T>(what: string, ask: () => Promise<T | undefined | false>, limit = patience): Promise<T> {
  return until(what, ask, limit, 200);
}
