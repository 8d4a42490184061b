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
