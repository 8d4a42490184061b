import { randomBytes } from "node:crypto";
import type { DiffResult, PropertyDiff, ResourceContext, ResourceState } from "../provider";
import { Unknown, unwrap, type PropertyMap } from "../value";
import type { Connection } from "./connection";
import { logConnection } from "./connection-log";
import { dial } from "./dial";
import { diffInputs } from "./input-diff";
import { run, type CommandOutput } from "./run";

/** Any change runs the command again; a change of `triggers` as a whole replaces it, one inside of them is left to the SDK's `replaceOnChanges`. */
export function diffCommand(oldInputs: PropertyMap, news: PropertyMap): DiffResult {
  const detailedDiff = diffInputs(oldInputs, news);
  if (detailedDiff.triggers) {
    detailedDiff.triggers.kind = `${detailedDiff.triggers.kind}-replace` as PropertyDiff["kind"];
  }
  const diffs = [...new Set(Object.keys(detailedDiff).map((path) => path.split(/[.[]/)[0]!))].sort();
  const replaces = detailedDiff.triggers ? ["triggers"] : [];
  return { changes: diffs.length > 0, diffs, replaces, detailedDiff };
}

/** Runs `create`. As with the real provider the id is there at a preview already, and is not that of the resource then. */
export async function createCommand(context: ResourceContext, inputs: PropertyMap): Promise<ResourceState> {
  const id = `${context.name}${randomBytes(4).toString("hex")}`;
  if (context.preview) return { id, outputs: { ...inputs, stdout: Unknown.instance, stderr: Unknown.instance } };
  return { id, outputs: { ...inputs, ...((await execute(context, inputs, inputs.create)) ?? NOTHING) } };
}

/** Runs `update`, or `create` where there is none. */
export async function updateCommand(
  context: ResourceContext,
  id: string,
  oldInputs: PropertyMap,
  oldOutputs: PropertyMap,
  inputs: PropertyMap,
): Promise<ResourceState> {
  if (context.preview) {
    const changed = diffCommand(oldInputs, inputs).changes;
    const { stdout, stderr } = changed ? { stdout: Unknown.instance, stderr: Unknown.instance } : oldOutputs;
    return { id, outputs: { ...inputs, stdout, stderr } };
  }
  const previous = { stdout: oldOutputs.stdout ?? "", stderr: oldOutputs.stderr ?? "" };
  return {
    id,
    outputs: { ...inputs, ...((await execute(context, inputs, inputs.update ?? inputs.create)) ?? previous) },
  };
}

/** Runs `delete`, if there is one. */
export async function deleteCommand(context: ResourceContext, outputs: PropertyMap): Promise<void> {
  await execute(context, outputs, outputs.delete);
}

const NOTHING: CommandOutput = { stdout: "", stderr: "" };

async function execute(
  context: ResourceContext,
  inputs: PropertyMap,
  command: PropertyMap[string],
): Promise<CommandOutput | undefined> {
  const text = unwrap(command);
  if (text === undefined || text === null) return undefined;
  const connection = unwrap(inputs.connection) as unknown as Connection;
  const client = await dial(connection, () => logConnection(connection.host, context.urn));
  try {
    refuseEnvironment((unwrap(inputs.environment) ?? {}) as Record<string, string>);
    return await run(client, text as string, unwrap(inputs.stdin) as string | undefined);
  } finally {
    client.end();
  }
}

/** Debian's sshd takes the locale from its clients and nothing else, which fails a command that wants more. */
function refuseEnvironment(environment: Record<string, string>): void {
  const refused = Object.keys(environment).find((name) => !/^(LANG|LC_.*)$/.test(name));
  if (refused !== undefined) {
    throw new Error(`could not set environment variable ${JSON.stringify(refused)}: ssh: setenv failed`);
  }
}
