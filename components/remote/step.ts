import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { connectionArgs, type HostConnectionArgs } from "./connection";
import { terminator } from "./file";
import { libraryPath, putLibrary } from "./library";
import { quote } from "./shell";

/** One paragraph of shell on one machine. */
export interface StepArgs {
  /** The machine. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Idempotent POSIX sh, public: previews print it. The functions of `library.ts` are at hand. Its output stays in a log on the machine. */
  script: pulumi.Input<string>;
  /** Variables that the script sees and nobody else: they travel on standard input, are not exported, and never show in a preview. */
  secrets?: Record<string, pulumi.Input<string>>;
  /** Whether what the script hands out with `result` is secret. Defaults to false. */
  secretResult?: boolean;
  /** How often the machine is dialled before the step gives up. Defaults to 3. */
  attempts?: number;
  /** Puts the script library on the machine first. Only the first step of a host needs it. */
  bringsLibrary?: boolean;
  /** How the step is taken back. Defaults to never: services stay, whatever becomes of their resources. */
  undo?: UndoArgs;
}

/** How a step that holds on to something lets go of it. */
export interface UndoArgs {
  /** Idempotent POSIX sh, public. It runs on the machine the step ran on. */
  script: pulumi.Input<string>;
  /** The id of what the step holds on to. Before that is replaced or removed, the step is taken back. */
  before: pulumi.Output<string>;
}

/** Runs a script on a machine: once, again whenever its text or a secret changes, and again on a new machine at the same address. */
export function step(name: string, args: StepArgs, opts: pulumi.CustomResourceOptions): command.remote.Command {
  const { host, script, secrets, attempts = 3, bringsLibrary = false, secretResult = false, undo } = args;
  return new command.remote.Command(
    name,
    {
      connection: connectionArgs(host, attempts),
      create: pulumi
        .output(script)
        .apply((text) => assemble(name, text, { readsSecrets: secrets !== undefined, bringsLibrary })),
      ...(secrets === undefined ? {} : { stdin: pulumi.secret(pulumi.all(secrets).apply(assignments)) }),
      ...(undo === undefined ? runAgain(host) : letGo(name, undo)),
      logging: "none",
      // sshd refuses the variables that this would set, and warns at every run.
      addPreviousOutputInEnv: false,
    },
    pulumi.mergeOptions(opts, {
      ...(secretResult ? { additionalSecretOutputs: ["stdout"] } : {}),
      // Never the other way round, not even after a run that was cut off between the two.
      ...(undo === undefined ? {} : { deleteBeforeReplace: true }),
    }),
  );
}

function runAgain(host: pulumi.Input<HostConnectionArgs>) {
  return { triggers: [pulumi.unsecret(pulumi.output(host).apply((machine) => machine.instance ?? machine.address))] };
}

/**
 * The trigger depends on what is held and yet never changes: so the step is deleted before that is, if that is deleted
 * before it is replaced. A new machine alone is an update, since the old one may be gone and could not be asked to let go.
 */
function letGo(name: string, { script, before }: UndoArgs) {
  return {
    triggers: [before.apply(() => "held")],
    delete: pulumi.output(script).apply((text) => assemble(name, text)),
  };
}

/** What a script may be long. Linux takes no argument of 128 KiB, and sshd gives the whole command to a shell as one. */
const longest = 120 * 1024;

/**
 * The text that reaches the machine: the script, run by root in a unit of its own, so that it outlives a lost connection.
 * It goes by a file: systemd expands dollars in what it is given to run, and if it reads its units anew before it starts
 * one, does so once too often or not at all.
 */
export function assemble(
  name: string,
  script: string,
  { readsSecrets = false, bringsLibrary = false }: { readsSecrets?: boolean; bringsLibrary?: boolean } = {},
): string {
  const body = [
    "set -eu",
    'rm -f -- "$0"',
    ...(bringsLibrary ? [putLibrary()] : []),
    `. ${libraryPath}`,
    `begin ${quote(name)}`,
    ...(readsSecrets ? ['eval "$(cat)"'] : []),
    script.trim(),
    "finish",
  ].join("\n");
  const length = Buffer.byteLength(body);
  if (length > longest)
    throw new pulumi.RunError(
      `step ${name} is too long for one command: ${length} bytes of at most ${longest}; what it puts on the machine must be less`,
    );
  const end = terminator(body).replace("END", "STEP");
  return `set -eu
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
script=$($sudo mktemp /run/open-infrastructure-step.XXXXXX)
$sudo tee "$script" >/dev/null <<'${end}'
${body}
${end}
exec $sudo systemd-run --quiet --wait --pipe --collect --description="Step ${name} of Open Infrastructure" --unit="open-infrastructure-step-${name}-$$" --property=RuntimeMaxSec=1h --setenv=HOME=/root sh "$script"
`;
}

/** `NAME='value'` lines for `eval`. */
export function assignments(secrets: Record<string, string>): string {
  return Object.entries(secrets)
    .map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join("");
}
