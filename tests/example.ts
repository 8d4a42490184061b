import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

/** Settings by their full keys. */
export type StackSettings = Record<string, unknown>;

/** Settings of the services that tests of machines and the website do without. */
export const serviceSettings = ["code", "ci", "runners", "documents", "mail", "lists"].map(
  (name) => `open-infrastructure:${name}`,
);

const hostKey = "open-infrastructure:host";

/**
 * The settings in `Pulumi.prod.yaml` or of another stack: only what is about machines and the website, so that tests of these take no longer
 * with each service that joins, or the `whole` of it.
 */
export function exampleSettings({ stack = "prod", whole = false } = {}): StackSettings {
  const file = readFileSync(join(resolve(__dirname, ".."), `Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(file) as { config: StackSettings };
  if (whole) return config;
  const host = { ...(config[hostKey] as StackSettings), dataVolume: undefined };
  const kept = Object.entries(config).filter(([key]) => !serviceSettings.includes(key));
  return { ...Object.fromEntries(kept), [hostKey]: host };
}

/** The example's settings with some replaced; an object is merged, undefined takes a setting away. */
export function settingsWith(changes: StackSettings): StackSettings {
  const passwords = ["notifyPassword", "listsMailboxPassword", "listsRelayPassword"];
  const result: StackSettings = {
    ...exampleSettings(),
    ...Object.fromEntries(passwords.map((name) => [`open-infrastructure:${name}`, "rehearsed"])),
  };
  for (const [name, change] of Object.entries(changes)) {
    const key = `open-infrastructure:${name}`;
    const merge = isObject(change) && isObject(result[key]);
    result[key] = merge ? { ...(result[key] as StackSettings), ...(change as StackSettings) } : change;
    if (change === undefined) delete result[key];
  }
  return result;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
