import { resolve } from "node:path";
import { parseArgs } from "node:util";

const COMMANDS = ["preview", "up", "outputs", "machines", "exec", "client", "browse", "down"] as const;

/** What the rehearsal can be asked to do. */
export type CommandName = (typeof COMMANDS)[number];

/** A command line that was understood. */
export interface Arguments {
  command: CommandName;
  /** What the command works on, for example the machine of `exec`. */
  operands: string[];
  /** Everything after `--`. */
  rest: string[];
  project: string;
  stack: string;
  engine: "built-in" | "pulumi";
  json: boolean;
  refresh: boolean;
  showSecrets: boolean;
  skipPreview: boolean;
  policyPacks: string[];
  eventLog: string | undefined;
  keepCache: boolean;
  screenshots: string | undefined;
}

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {}

/** How to use the command line. */
export const usage = `Rehearses a Pulumi stack on this computer, on real Debian machines.

npm run rehearse -- [COMMAND] [OPTIONS]

  up                       make everything, or bring it up to date (the default)
  preview [--json]         show what would be done; needs no machine, no root and no Linux
  outputs [--json]         what the stack exports; --show-secrets shows passwords, too
  machines [--json]        the machines that run, their addresses and root directories
  exec MACHINE -- CMD…     run a command on a machine
  client -- CMD…           run a command of this computer inside the rehearsal's network
  browse                   let a browser into the rehearsal's network; --screenshots DIR takes a picture of every address
  down [--keep-cache]      remove everything, with --keep-cache except the base images

  --stack NAME             take the settings of Pulumi.NAME.yaml (default: prod)
  --project DIR            rehearse the Pulumi project in DIR (default: this directory)
  --policy-pack DIR        up, preview: hold it to the rules in DIR, for example policy; more than once if need be
  --event-log FILE         up, preview: write what happens into FILE, a line of JSON each
  --engine built-in|pulumi who runs the program: the rehearsal itself (default), or pulumi found on PATH
  --refresh                look at what really exists first
  --skip-preview           up: don't look first whether all of it is allowed`;

/** Reads a command line. */
export function readArguments(args: string[]): Arguments {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const { values, positionals } = parse(args.slice(0, end));
  const [command = "up", ...operands] = positionals;
  if (!isCommand(command)) throw new UsageError(`there is no command ${command}`);
  const { engine = "built-in", project = ".", stack = "prod", screenshots } = values;
  if (engine !== "built-in" && engine !== "pulumi")
    throw new UsageError(`--engine is built-in or pulumi, got ${engine}`);
  if (!/^[A-Za-z0-9_.-]+$/.test(stack)) throw new UsageError(`--stack: "${stack}" can't be the name of a stack`);
  if (operands.length !== (command === "exec" ? 1 : 0))
    throw new UsageError(`${command}: unexpected ${operands.join(" ") || "end"}`);
  const rest = args.slice(end + 1);
  if ((command === "exec" || command === "client") !== rest.length > 0)
    throw new UsageError(`${command}: a command after -- is ${rest.length > 0 ? "not expected" : "needed"}`);
  const { json = false, refresh = false } = values;
  const showSecrets = values["show-secrets"] ?? false;
  if (showSecrets && command !== "outputs") throw new UsageError(`${command}: --show-secrets is for outputs`);
  return {
    ...{ command, operands, rest, stack, engine, json, refresh, showSecrets, screenshots },
    project: resolve(project),
    keepCache: values["keep-cache"] ?? false,
    skipPreview: values["skip-preview"] ?? false,
    policyPacks: (values["policy-pack"] ?? []).map((directory) => resolve(directory)),
    eventLog: values["event-log"] === undefined ? undefined : resolve(values["event-log"]),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        stack: { type: "string" },
        project: { type: "string" },
        engine: { type: "string" },
        screenshots: { type: "string" },
        "policy-pack": { type: "string", multiple: true },
        "event-log": { type: "string" },
        json: { type: "boolean" },
        refresh: { type: "boolean" },
        "show-secrets": { type: "boolean" },
        "keep-cache": { type: "boolean" },
        "skip-preview": { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function isCommand(name: string): name is CommandName {
  return COMMANDS.some((command) => command === name);
}
