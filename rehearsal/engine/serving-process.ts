import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Ends a program with its engine, however that ended. */
const END_ALONE = join(__dirname, "end-alone.js");

/** A program that answers calls on a loopback port, which is the first number that it prints. */
export class ServingProcess {
  private constructor(
    /** For example `127.0.0.1:41234`. */
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Runs Node.js with `args` in a directory. What the program prints besides its port is given to `say`, or tells why `what` didn't start.
   */
  static async start(
    what: string,
    args: string[],
    options: { cwd: string; env: NodeJS.ProcessEnv },
    say: (line: string) => void = () => undefined,
  ): Promise<ServingProcess> {
    // Ctrl-C is for the engine, which ends the program when it is time.
    const child = spawn(process.execPath, ["--require", END_ALONE, ...args], {
      ...options,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      detached: true,
    });
    return new ServingProcess(`127.0.0.1:${await port(what, child, say)}`, child);
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill();
    await gone;
  }
}

async function port(what: string, child: ChildProcess, say: (line: string) => void): Promise<string> {
  const said: string[] = [];
  let tell = (line: string): void => void said.push(line);
  const lines = createInterface({ input: child.stdout! });
  createInterface({ input: child.stderr! }).on("line", (line) => tell(line));
  return new Promise((found, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error([`${what} didn't start`, ...said].join("\n"))));
    lines.on("line", (line) => {
      if (tell === say || !/^\d+$/.test(line)) return tell(line);
      tell = say;
      found(line);
    });
  });
}
