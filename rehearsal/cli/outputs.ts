import { existsSync } from "node:fs";
import { join } from "node:path";
import { exportState } from "../engine/index";
import { SIGNATURE } from "../providers/wire";
import { STACK_TYPE } from "../engine/urn";
import { PulumiEngine } from "./pulumi-engine";
import type { Session } from "./session";
import type { JsonMap } from "../engine/stored";

/** What the stack exports; secrets are not shown. */
export async function stackOutputs(session: Session): Promise<JsonMap> {
  const { args, world, stateFile } = session;
  const made = args.engine === "pulumi" ? join(world.directory, "pulumi", `Pulumi.${args.stack}.yaml`) : stateFile;
  if (!existsSync(made)) throw new Error(`there is no stack "${args.stack}" in this rehearsal: ${made} doesn't exist`);
  if (args.engine === "pulumi") return new PulumiEngine(session).outputs();
  const { deployment } = await exportState(stateFile);
  const outputs = deployment.resources?.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, isSecret(value) ? "[secret]" : value]));
}

/** Addresses among outputs that a browser can open. */
export function addressesIn(outputs: unknown): string[] {
  if (typeof outputs === "string") return /^https?:\/\/\S+$/.test(outputs) ? [outputs] : [];
  if (typeof outputs !== "object" || outputs === null) return [];
  return [...new Set(Object.values(outputs).flatMap(addressesIn))];
}

/** Outputs as text. */
export function formatOutputs(outputs: JsonMap): string {
  const width = Math.max(0, ...Object.keys(outputs).map((key) => key.length));
  return Object.entries(outputs)
    .map(([key, value]) => `  ${key.padEnd(width)}  ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && (SIGNATURE in value || Object.values(value).some(isSecret));
}
