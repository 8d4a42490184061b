import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readSettings } from "../../rehearsal/cli/stack-config";
import { exportState, run, type RunOptions, type RunResult, type StoredStack } from "../../rehearsal/engine/index";
import { readProject } from "../../rehearsal/engine/project";
import { pretending } from "../pretending";

const repository = resolve(__dirname, "../..");

/** The stacks that come with the project. */
export const stacks = ["prod", "classic"] as const;

/** What a stack was at the last release: its settings, and what the program asked for as if all of it had been made. */
export interface KeptStack {
  version: string;
  config: Record<string, string>;
  secretConfig: string[];
  state: StoredStack;
}

/** Where that is kept. */
export const keptFile = (stack: string): string => join(__dirname, `${stack}.json`);

/** Reads it; undefined before the first release. */
export function keptStack(stack: string): KeptStack | undefined {
  const file = keptFile(stack);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as KeptStack) : undefined;
}

/** The stack as it is now, made of nothing by providers that only pretend. */
export async function pretendedStack(stack: string, version: string): Promise<KeptStack> {
  const { values: config, secretKeys: secretConfig } = readSettings(readProject(repository), stack);
  const runners = JSON.parse(config["open-infrastructure:runners"] ?? "[]") as { image?: string }[];
  // What an operator fills in.
  if (stack === "classic")
    for (const runner of runners) runner.image ??= `docker.io/drone/drone-runner-docker@sha256:${"0".repeat(64)}`;
  config["open-infrastructure:runners"] = JSON.stringify(runners);
  return inFolder(async (stateFile) => {
    const result = await operate("up", stack, { config, secretConfig, stateFile });
    if (result.exitCode !== 0) throw new Error(JSON.stringify(result.events.filter((event) => event.diagnosticEvent)));
    const state = slim(await exportState(stateFile, { showSecrets: true }));
    return { version, config, secretConfig, state };
  });
}

/** Previews today's program with a stack of before; returns what would be lost, by what would be done to it. */
export function lostFrom(stack: string, { config, secretConfig, state }: KeptStack): Promise<string[]> {
  return inFolder(async (stateFile) => {
    writeFileSync(stateFile, JSON.stringify(state));
    const { events, exitCode, preview } = await operate("preview", stack, { config, secretConfig, stateFile });
    if (exitCode !== 0) throw new Error(JSON.stringify(events.filter((event) => event.diagnosticEvent)));
    const steps = preview?.steps ?? [];
    return steps
      .filter(({ op }) => /replace|delete/.test(op))
      .map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join("::")}`);
  });
}

function operate(
  operation: RunOptions["operation"],
  stack: string,
  options: Pick<RunOptions, "config" | "secretConfig" | "stateFile">,
): Promise<RunResult> {
  return run({ operation, projectDir: repository, stack, providers: pretending, ...options });
}

async function inFolder<T>(work: (stateFile: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "last-release-"));
  try {
    return await work(join(folder, "state.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const dropped = ["secrets_providers", "manifest", "created", "modified", "sourcePosition", "stackTrace"];
const longest = 300;

/** What identifies resources and makes for replacements. Texts that are run only ever make for updates. */
function slim(state: StoredStack): StoredStack {
  const ids = new Map<string, string>();
  const numbered = (text: string): string =>
    text.replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, (id) => {
      ids.set(id, ids.get(id) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, "0")}`);
      return ids.get(id)!;
    });
  const kept = JSON.stringify(state, (key, value: unknown) => {
    if (dropped.includes(key)) return undefined;
    // No key gets into git, be it of nothing.
    if (key === "plaintext" && String(value).includes("PRIVATE KEY")) return '"made up"';
    return typeof value === "string" && value.length > longest && /^(create|update|delete|plaintext)$/.test(key)
      ? key === "plaintext"
        ? '"made up"'
        : "made up"
      : value;
  });
  return JSON.parse(numbered(kept)) as StoredStack;
}
