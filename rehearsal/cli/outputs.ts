import { existsSync } from "node:fs";
import { join } from "node:path";
import { exportState } from "../engine/index";
import { SECRET, SIGNATURE } from "../providers/wire";
import { STACK_TYPE } from "../engine/urn";
import { PulumiEngine } from "./pulumi-engine";
import type { Session } from "./session";
import type { Json, JsonMap } from "../engine/stored";

/** What stands for a secret. */
export const hidden = "[secret]";

/** What the stack exports; secrets are shown only to who asks for them. */
export async function stackOutputs(session: Session, showSecrets = false): Promise<JsonMap> {
  const { args, world, stateFile } = session;
  const made = args.engine === "pulumi" ? join(world.directory, "pulumi", `Pulumi.${args.stack}.yaml`) : stateFile;
  if (!existsSync(made)) throw new Error(`there is no stack "${args.stack}" in this rehearsal: ${made} doesn't exist`);
  if (args.engine === "pulumi") return new PulumiEngine(session).outputs(showSecrets);
  const { deployment } = await exportState(stateFile, { showSecrets });
  const outputs = deployment.resources?.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  const shown = (value: Json): Json => (showSecrets ? revealed(value) : isSecret(value) ? hidden : value);
  return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, shown(value)]));
}

/** A value without the envelopes of the secrets in it, which were decrypted. */
function revealed(value: Json): Json {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  if (value[SIGNATURE] === SECRET) return revealed(JSON.parse(String(value.plaintext)) as Json);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
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
