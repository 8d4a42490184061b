import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

/** Settings by their full keys. */
export type StackSettings = Record<string, unknown>;

/** Settings of the services that tests of machines and the website do without. */
export const serviceSettings = ["code", "ci", "runners"].map((name) => `open-infrastructure:${name}`);

/**
 * The settings in `Pulumi.prod.yaml` or of another stack: only what is about machines and the website, so that tests of these take no longer
 * with each service that joins, or the `whole` of it.
 */
export function exampleSettings({ stack = "prod", whole = false } = {}): StackSettings {
  const file = readFileSync(join(resolve(__dirname, ".."), `Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(file) as { config: StackSettings };
  return Object.fromEntries(Object.entries(config).filter(([key]) => whole || !serviceSettings.includes(key)));
}
