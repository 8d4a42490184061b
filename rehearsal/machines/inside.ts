import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { groupOf, isRunning, type MachineRecord } from "./machine";
import type { Places } from "./places";
import { firstProcess, namespaceOf } from "./processes";
import { run } from "./run";
import type { CommandOptions, CommandResult } from "./types";

/** Runs a command as root on a machine, entering its namespaces. */
export async function insideMachine(
  places: Places,
  machine: MachineRecord,
  command: string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const first = isRunning(places, machine.id) ? firstProcess(places, groupOf(machine.id)) : undefined;
  if (first === undefined) throw new Error(`machine ${machine.name} is switched off`);
  const environment = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    LANG: "C.UTF-8",
    TERM: process.env.TERM ?? "dumb",
    ...options.env,
  };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const shell = ["/bin/sh", "-c", 'cd /root && exec "$@"', "sh"];
  return run(
    ["nsenter", "--target", String(first), "--all", "/usr/bin/env", "-i", ...assignments, ...shell, ...command],
    {
      ...options,
      env: undefined,
    },
  );
}

/** Whether this process is in the world's network. */
export function isInsideWorld(places: Places): boolean {
  try {
    return statSync(places.netns).ino === namespaceOf("self");
  } catch {
    return false;
  }
}

/** Arguments that run a command in the world's network, with its DNS and what it trusts put over this computer's files in a private view of them. */
export function insideWorld(places: Places, command: string[]): string[] {
  const script = join(__dirname, "inside.sh");
  if (isInsideWorld(places)) return command;
  if (!existsSync(places.netns)) throw new Error(`the world in ${places.directory} is not up`);
  return [
    ...["nsenter", `--net=${places.netns}`, "unshare", "--mount", "--propagation", "private"],
    ...["sh", script, places.bundle, places.resolver, ...command],
  ];
}

/** Where programs look for what they trust and whom they ask, besides the files. */
export function clientEnvironment(places: Places): Record<string, string> {
  const bundle = Object.fromEntries(
    ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO"].map((name) => [
      name,
      places.bundle,
    ]),
  );
  return { ...bundle, REHEARSAL_WORLD: places.directory };
}

/** A command whose standard input and output are a TCP connection. */
export function connection(host: string, port: number): string[] {
  const program =
    "const s = require('net').connect(process.argv[2], process.argv[1]); process.stdin.pipe(s).pipe(process.stdout)";
  return [process.execPath, "-e", program, host, String(port)];
}

/** Replaces this process by the same program, running in the world's network. */
export function continueInside(places: Places): void {
  const own = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const [program = "", ...args] = insideWorld(places, own);
  if (!process.execve)
    throw new Error(`Node 22.15 or newer is needed, this is ${process.version}; npm run uses the right one`);
  const environment = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  process.execve(`/usr/bin/${program}`, [program, ...args], {
    ...Object.fromEntries(environment),
    ...clientEnvironment(places),
  });
}
