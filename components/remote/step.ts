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
}

/** Runs a script on a machine: once, again whenever its text or a secret changes, and again on a new machine at the same address. */
export function step(name: string, args: StepArgs, opts: pulumi.CustomResourceOptions): command.remote.Command {
  const { host, script, secrets, attempts = 3, bringsLibrary = false, secretResult = false } = args;
  return new command.remote.Command(
    name,
    {
      connection: connectionArgs(host, attempts),
      create: pulumi
        .output(script)
        .apply((text) => assemble(name, text, { readsSecrets: secrets !== undefined, bringsLibrary })),
      ...(secrets === undefined ? {} : { stdin: pulumi.secret(pulumi.all(secrets).apply(assignments)) }),
      triggers: [pulumi.unsecret(pulumi.output(host).apply((machine) => machine.instance ?? machine.address))],
      logging: "none",
      // sshd refuses the variables that this would set, and warns at every run.
      addPreviousOutputInEnv: false,
    },
    secretResult ? pulumi.mergeOptions(opts, { additionalSecretOutputs: ["stdout"] }) : opts,
  );
}

/**
 * The text that reaches the machine: the script, run by root in a unit of its own, so that it outlives a lost connection.
 * The unit is described, because systemd 252 would otherwise read the script's lines as the unit's settings; dollars are
 * doubled, because systemd expands them before the shell sees them.
 */
export function assemble(
  name: string,
  script: string,
  { readsSecrets = false, bringsLibrary = false }: { readsSecrets?: boolean; bringsLibrary?: boolean } = {},
): string {
  const body = [
    "set -eu",
    ...(bringsLibrary ? [putLibrary()] : []),
    `. ${libraryPath}`,
    `begin ${quote(name)}`,
    ...(readsSecrets ? ['eval "$(cat)"'] : []),
    script.trim(),
    "finish",
  ].join("\n");
  const end = terminator(body).replace("END", "STEP");
  return `script=$(cat <<'${end}'
${body}
${end}
)
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
exec $sudo systemd-run --quiet --wait --pipe --collect --description="Step ${name} of Open Infrastructure" --unit="open-infrastructure-step-${name}-$$" --property=RuntimeMaxSec=1h --setenv=HOME=/root sh -c "$(printf '%s\\n' "$script" | sed 's/[$]/$$/g')"
`;
}

/** `NAME='value'` lines for `eval`. */
export function assignments(secrets: Record<string, string>): string {
  return Object.entries(secrets)
    .map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join("");
}
