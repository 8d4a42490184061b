import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { warnOfMemory } from "./memory";
import { Settings } from "./schema";
import { shortSettings, spelledOut } from "./short";

// One namespace, whatever the project is called, so that the settings of a copied project still count.
const namespace = "open-infrastructure";

/** Settings that are secret, each a text of its own. */
const secrets = [
  "existingHostPrivateKey",
  "notifyPassword",
  "notifyWebhook",
  "listsMailboxPassword",
  "listsRelayPassword",
] as const;

/** Those that a setting can't do without. */
const asksFor = { notify: ["notifyPassword"], lists: ["listsMailboxPassword", "listsRelayPassword"] } as const;

/** The settings of this stack, or an error that names each wrong one and how to set it. */
export function readSettings() {
  const config = new pulumi.Config(namespace);
  const given = Object.fromEntries(
    Object.keys(pulumi.runtime.allConfig())
      .filter((key) => key.startsWith(`${namespace}:`))
      .map((key) => key.slice(namespace.length + 1))
      .filter((key) => !secrets.some((secret) => secret === key))
      .map((key) => [key, key in Settings.entries && key !== "domain" ? config.getObject(key) : config.get(key)]),
  );
  const { settings, problems } = spelledOut(given);
  if (problems.length > 0) throw unfit(problems.map((problem) => `  ${namespace}:${problem}`));
  const { success, output, issues } = v.safeParse(Settings, settings);
  if (!success) throw unfit(issues.map(explain));
  const missing = keysOf(asksFor).flatMap((key) =>
    output[key] === undefined
      ? []
      : asksFor[key]
          .filter((secret) => config.getSecret(secret) === undefined)
          .map((secret) => {
            const how = `set it with: pulumi config set --secret ${namespace}:${secret}`;
            return `  ${namespace}:${secret}: the mail server of ${key} asks for it; ${how}`;
          }),
  );
  if (missing.length > 0) throw unfit(missing);
  warnOfMemory(output);
  const secret = Object.fromEntries(secrets.map((key) => [key, config.getSecret(key)]));
  return { ...output, secret: secret as Record<(typeof secrets)[number], pulumi.Output<string> | undefined> };
}

function unfit(problems: string[]): pulumi.RunError {
  return new pulumi.RunError(`the settings of this stack need attention\n${problems.join("\n")}`);
}

function keysOf<T extends object>(value: T) {
  return Object.keys(value) as (keyof T)[];
}

function explain({ type, expected, path, message }: v.InferIssue<typeof Settings>): string {
  const keys = path?.map(({ key }) => key) ?? [];
  const steps = keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  const key = `${namespace}:${steps.join("").slice(1)}`;
  if (type === "strict_object" && expected === "never") {
    const others = [...namesBeside(keys, Settings), ...(keys.length === 1 ? [...secrets, ...shortSettings] : [])];
    return `  ${key}: there is no such setting; there are ${others.join(", ")}`;
  }
  // A value that clashes with another says itself what would help.
  return `  ${key}: ${message}${type === "raw_check" ? "" : `; set it with: pulumi config set --path '${key}' VALUE`}`;
}

/** What of a schema leads to the names of settings. */
interface Level {
  entries?: Record<string, object>;
  wrapped?: object;
  item?: object;
}

/** The settings at the place where one is or would be. */
function namesBeside([key, ...rest]: unknown[], schema: object): string[] {
  const { wrapped, item, entries = {} }: Level = schema;
  if (wrapped !== undefined) return namesBeside([key, ...rest], wrapped);
  const next = item ?? entries[String(key)];
  return rest.length === 0 || next === undefined ? Object.keys(entries) : namesBeside(rest, next);
}
