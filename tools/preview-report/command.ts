import { writeFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { readArguments, usage, type Arguments } from "./arguments";
import { between } from "./between";
import { Failure, Status } from "./failure";
import { detect } from "./forges/detect";
import { checkedKey, envelop, envelopeLength, type Envelope } from "./forges/envelope";
import { keepComment } from "./forges/keep";
import { openForge, secretVariables, type Opened, type Reaching } from "./forges/open";
import { reviewedDigest, sealFor, sealKey } from "./forges/reviewed";
import { readPolicies } from "./policy-events";
import type { Preview } from "./preview";
import { errorsOf } from "./problems";
import { report, type Report, type ReportOptions } from "./report";
import { previewBy, previewFrom, textOf, type Made } from "./source";

/** What a command has around it. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  stdin: Readable;
  /** Writes to standard output and to standard error. */
  out: (text: string) => void;
  say: (text: string) => void;
  http?: Reaching["http"];
  /** Milliseconds until it looks again whether another run wrote at the same time. */
  pause?: number;
}

/** Runs the command; returns its exit status. No secret of ours gets into what it prints, whoever wrote it. */
export async function run(args: string[], around: Surroundings): Promise<number> {
  const secrets = secretVariables.flatMap((name) => around.env[name]?.trim() || []);
  const hide = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
  const out = (text: string) => around.out(hide(text));
  const say = (text: string) => around.say(hide(text));
  try {
    return await perform(readArguments(args), { ...around, out, say }, secrets);
  } catch (error) {
    const known = error instanceof Failure;
    say(
      `preview-report: ${known || !(error instanceof Error) ? String((error as Error).message ?? error) : error.stack}\n`,
    );
    return known ? error.status : Status.failed;
  }
}

async function perform(args: Arguments, around: Surroundings, secrets: string[]): Promise<number> {
  if (args.help) {
    around.out(`${usage}\n`);
    return Status.done;
  }
  if (args.key !== undefined && !checkedKey(args.key))
    throw new Failure(Status.usage, `--key: expected letters, digits and ./_- , got ${JSON.stringify(args.key)}`);
  const sealing = sealKey(around.env);
  if (args.reviewedDigest) {
    if (args.key === undefined) throw new Failure(Status.usage, "--reviewed-digest needs --key PROJECT/STACK");
    const { forge, place } = await open(args, around);
    around.out(`${await reviewedDigest(forge, place, args.key, sealing)}\n`);
    return Status.done;
  }

  const source = await sourceOf(args, around);
  const { failure } = source;
  const options: ReportOptions = { secrets };
  if (args.events !== undefined) options.policies = readPolicies(await textOf(args.events));
  const preview = whole(source, options);
  const made = preview && report(preview, options);
  const failed = failure !== undefined || made === undefined || made.failed;
  const key = args.key ?? keyOf(made, args.base !== undefined);

  if (args.output !== undefined) await writeTo(args.output, made?.full ?? "");
  else if (made !== undefined) around.out(args.digest ? `${made.digest}\n` : made.full);
  if (args.comment) {
    const opened = await open(args, around);
    const text = (limit: number) =>
      preview === undefined ? failedText(failure!) : fitted(preview, options, limit, link(args));
    // What failed, nobody can agree to.
    const digest = failed ? undefined : made?.digest;
    await tell(opened, { key, digest, order: orderOf(args, around) }, text, sealing, around);
  }
  if (failed) throw new Failure(Status.failed, failure ?? "the preview failed, or policies stop the update");
  if (!args.digest) around.say(`preview-report: digest ${made.digest}\n`);
  if (args.requireDigest !== undefined) await compare(args, around, made.digest, key, sealing);
  return Status.done;
}

async function sourceOf(args: Arguments, around: Surroundings): Promise<Made> {
  const childEnv = Object.fromEntries(Object.entries(around.env).filter(([name]) => !secretVariables.includes(name)));
  const made = args.run
    ? await previewBy(args.run, childEnv, around.say)
    : { preview: await previewFrom(args.file ?? "-", around.stdin) };
  if (args.base === undefined || made.preview === undefined) return made;
  const base = await previewFrom(args.base, around.stdin);
  if (errorsOf(base, false).length > 0)
    throw new Failure(Status.failed, `the preview in ${args.base} failed: nothing can be compared with it`);
  return { ...made, preview: between(base, made.preview) };
}

/** What a command that failed printed may be a part, though nothing in it says so. */
function whole({ preview, failure }: Made, options: ReportOptions): Preview | undefined {
  if (preview === undefined || failure === undefined || report(preview, options).failed) return preview;
  return { ...preview, diagnostics: [...preview.diagnostics, { severity: "error", message: failure }] };
}

async function tell(
  { forge, place }: Opened,
  envelope: Envelope,
  text: (limit: number) => string,
  sealing: string | undefined,
  { pause, say }: Surroundings,
): Promise<void> {
  const { key, digest } = envelope;
  const seal = sealing !== undefined && digest !== undefined ? sealFor(sealing, digest, place, key) : undefined;
  const body = envelop(text(forge.maxLength - envelopeLength(key)), { ...envelope, seal });
  const kept = await keepComment(forge, { key, body, order: envelope.order }, pause);
  say(`preview-report: comment ${kept}: ${forge.page}\n`);
}

async function compare(
  args: Arguments,
  around: Surroundings,
  digest: string,
  key: string,
  sealing: string | undefined,
) {
  let wanted = args.requireDigest!;
  if (wanted === "reviewed") {
    const { forge, place } = await open(args, around);
    wanted = await reviewedDigest(forge, place, key, sealing);
  }
  if (wanted !== digest)
    throw new Failure(
      Status.differs,
      `what would change is not what was reviewed: expected digest ${wanted}, got ${digest}`,
    );
}

function open({ given, allowHttp, timeout }: Arguments, { env, http }: Surroundings): Promise<Opened> {
  const overridden = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const detected = { ...detect(env), ...overridden };
  // Who says which commit, doesn't want the pull request that the CI is at.
  if (given.commit !== undefined && given.pullRequest === undefined) detected.pullRequest = undefined;
  return openForge(detected, {
    env,
    allowHttp,
    http: { ...http, ...(timeout === undefined ? {} : { timeout: timeout * 1000 }) },
  });
}

function orderOf({ given }: Arguments, { env }: Surroundings) {
  return given.order ?? detect(env).order;
}

/** The report in at most so many bytes; it counts in characters itself. */
function fitted(preview: Preview, options: ReportOptions, bytes: number, wholeText: string | undefined): string {
  let limit = bytes;
  for (;;) {
    const { short } = report(preview, { ...options, limit, wholeText });
    const length = Buffer.byteLength(short);
    if (length <= bytes) return short;
    limit = Math.floor(Math.min(limit, short.length) * (bytes / length)) - 1;
  }
}

function link({ wholeText }: Arguments): string | undefined {
  const address = wholeText?.replaceAll("(", "%28").replaceAll(")", "%29");
  return address && `The whole text is [in the build](${address}).`;
}

function failedText(failure: string): string {
  return `### Preview failed\n\n\`${failure.replaceAll("`", "'")}\`. The build's log says why.`;
}

function keyOf(made: Report | undefined, compared: boolean): string {
  const stack = made === undefined || made.stack === "/" || made.stack === "" ? "preview" : made.stack;
  const key = compared ? `${stack} between` : stack;
  if (!checkedKey(key)) throw new Failure(Status.usage, `the stack's name can't stand in a comment: give --key`);
  return key;
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Failure(Status.usage, `can't write ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
