import { parseArgs } from "node:util";
import { Failure, Status } from "./failure";
import { forgeNames, order, type Detected, type ForgeName } from "./forges/detect";

/** What the command line asks for. */
export interface Arguments {
  help: boolean;
  /** The preview: a file, or `-` for standard input. */
  file?: string;
  /** The command that makes the preview. */
  run?: string[];
  /** The preview that this one is compared with. */
  base?: string;
  /** Events of the engine, for what policies said. */
  events?: string;
  /** Where the whole text goes instead of standard output. */
  output?: string;
  /** Prints the digest alone. */
  digest: boolean;
  comment: boolean;
  /** Prints the digest that was reviewed, and needs no preview. */
  reviewedDigest: boolean;
  /** `reviewed`, or a digest. */
  requireDigest?: string;
  key?: string;
  wholeText?: string;
  /** In place of what the CI says. */
  given: Detected;
  allowHttp: boolean;
  timeout?: number;
}

/** How the command is used. */
export const usage = `usage: preview-report [FILE|-] [options]
       preview-report --run [options] [-- pulumi preview --json …]

Says what a Pulumi preview would change, as Markdown. FILE is what \`pulumi preview --json\` printed, - or nothing is standard input.

  --run                   makes the preview itself, with the command after --
  --base FILE             FILE and this one are previews that make everything anew: says what leads from one to the other
  --events FILE           events of the engine, for what policies said
  --output FILE           the whole text goes there instead of standard output
  --digest                prints the digest of what would change, and nothing else

  --comment               keeps one comment on the pull request up to date
  --key TEXT              which comment (PROJECT/STACK)
  --order RUN[.ATTEMPT]   which run this is: an older one leaves what a newer one wrote
  --whole-text ADDRESS    where the whole text is, if it is too long for a comment

  --require-digest SHA    ends with status 3 unless exactly this would change; SHA is a digest, or \`reviewed\`: that of our comment
  --reviewed-digest       prints the digest of our comment, and needs no preview

What the CI doesn't say, or says wrongly:
  --forge NAME            ${forgeNames.join(", ")}
  --url ADDRESS           of the forge
  --repository OWNER/NAME
  --pull-request NUMBER   or --commit SHA, by which it is found
  --allow-http            the token may travel unencrypted
  --timeout SECONDS       that one request may take (30)

The token is read from PREVIEW_REPORT_TOKEN, otherwise GITHUB_TOKEN, FORGEJO_TOKEN, GITEA_TOKEN, GOGS_TOKEN or GITLAB_TOKEN by the
forge; PREVIEW_REPORT_SEAL holds the key that seals reviewed digests.

Exit status: 0 done, 1 refused by the forge or the preview failed, 2 wrong arguments or no preview, 3 the digest differs,
4 the token is refused or lacks a right, or what is asked for isn't there, 5 no usable answer.`;

const options = {
  help: { type: "boolean" },
  run: { type: "boolean" },
  base: { type: "string" },
  events: { type: "string" },
  output: { type: "string" },
  digest: { type: "boolean" },
  comment: { type: "boolean" },
  "reviewed-digest": { type: "boolean" },
  "require-digest": { type: "string" },
  key: { type: "string" },
  order: { type: "string" },
  "whole-text": { type: "string" },
  forge: { type: "string" },
  url: { type: "string" },
  repository: { type: "string" },
  "pull-request": { type: "string" },
  commit: { type: "string" },
  "allow-http": { type: "boolean" },
  timeout: { type: "string" },
} as const;

/** Reads the command line. */
export function readArguments(args: string[]): Arguments {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const { values, positionals } = parsed(args.slice(0, end));
  const command = args.slice(end + 1);
  if (positionals.length > 1) throw wrong(`one file, got ${positionals.join(" ")}`);
  if (command.length > 0 && !values.run) throw wrong("-- only after --run");
  if (values.run && positionals.length > 0) throw wrong("either a file or --run");
  const required = values["require-digest"];
  if (required !== undefined && required !== "reviewed" && !/^[0-9a-f]{64}$/.test(required))
    throw wrong(`--require-digest: 64 hexadecimal digits, or reviewed, got ${JSON.stringify(required)}`);
  return {
    help: values.help ?? false,
    file: positionals[0],
    run: values.run ? (command.length > 0 ? command : ["pulumi", "preview", "--json", "--non-interactive"]) : undefined,
    base: values.base,
    events: values.events,
    output: values.output,
    digest: values.digest ?? false,
    comment: values.comment ?? false,
    reviewedDigest: values["reviewed-digest"] ?? false,
    requireDigest: required,
    key: values.key,
    wholeText: checkedAddress(values["whole-text"]),
    given: {
      forge: forgeOf(values.forge),
      url: values.url,
      repository: values.repository,
      pullRequest: numberOf("pull-request", values["pull-request"]),
      order: orderOf(values.order),
      commit: values.commit,
    },
    allowHttp: values["allow-http"] ?? false,
    timeout: numberOf("timeout", values.timeout),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Failure(Status.usage, `${(error as Error).message.split("\n")[0]}\n\n${usage}`);
  }
}

function forgeOf(name: string | undefined): ForgeName | undefined {
  if (name === undefined) return undefined;
  const known = forgeNames.find((one) => one === name);
  if (known === undefined) throw wrong(`--forge: one of ${forgeNames.join(", ")}, got ${JSON.stringify(name)}`);
  return known;
}

function orderOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const [run, attempt] = text.split(".");
  const read = order(run, attempt);
  if (read === undefined) throw wrong(`--order: a number, got ${JSON.stringify(text)}`);
  return read;
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw wrong(`--${name}: a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

function checkedAddress(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^\s<>"'`\\]+$/.test(text)) return text;
  throw wrong(`--whole-text: an address, got ${JSON.stringify(text)}`);
}

function wrong(expected: string): Failure {
  return new Failure(Status.usage, `expected ${expected}`);
}
