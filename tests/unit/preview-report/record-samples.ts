import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readSettings } from "../../../rehearsal/cli/stack-config";
import { run, type PreviewDigest } from "../../../rehearsal/engine/index";
import { readProject } from "../../../rehearsal/engine/project";
import type { Provider, ResourceContext } from "../../../rehearsal/providers/provider";
import { providers } from "../../../rehearsal/providers/registry";
import { Secret, Unknown, type PropertyMap, type Value } from "../../../rehearsal/providers/value";

/**
 * Makes the samples that come from the entry program: `npx tsx tests/unit/preview-report/record-samples.ts`.
 *
 * A state is made by providers that decide like the imitated ones and touch nothing: what a cloud or a machine would
 * answer is made up from the resource's name.
 */
const root = resolve(__dirname, "../../..");
const prefix = "open-infrastructure:";

const made: Record<string, (name: string) => Value> = {
  ipv4Address: (name) => `203.0.113.${10 + (number(name) % 200)}`,
  ipv6Address: (name) => `2001:db8:113::${(number(name) % 4096).toString(16)}`,
  ipAddress: (name) => `203.0.113.${10 + (number(name) % 200)}`,
  settings: () => ({}),
  stdout: (name) =>
    name.endsWith("certificates")
      ? "https://acme.example.net/account/1"
      : "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvfT8X1nF",
};

function number(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE() >>> 4;
}

function known(value: Value | undefined, key: string, name: string): Value | undefined {
  if (value instanceof Unknown) return made[key]?.(name) ?? String(number(`${name} ${key}`));
  if (value instanceof Secret) return new Secret(known(value.value, key, name)!);
  if (Array.isArray(value)) return value.map((item) => known(item, key, name)!);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, known(item, inner, name)]));
}

function imagined(provider: Provider): Provider {
  const { check, diff } = provider;
  const create = async (context: ResourceContext, inputs: PropertyMap) => {
    if (context.preview) return provider.create(context, inputs);
    const { outputs } = await provider.create({ ...context, preview: true }, inputs);
    return { id: String(number(context.name)), outputs: known(outputs, "", context.name) as PropertyMap };
  };
  return {
    name: provider.name,
    version: provider.version,
    check: check.bind(provider),
    diff: diff.bind(provider),
    create,
    update: async (context, id, oldInputs, oldOutputs, news) => {
      const planned = await provider.update({ ...context, preview: true }, id, oldInputs, oldOutputs, news);
      return context.preview ? planned : { id, outputs: known(planned.outputs, "", context.name) as PropertyMap };
    },
    delete: async () => undefined,
  };
}

type Settings = Record<string, unknown>;

function settingsOf(change: (settings: Settings) => void): Record<string, string> {
  const { values } = readSettings(readProject(root), "prod");
  const settings = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value]),
  );
  change(settings);
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

const secretConfig = ["digitalocean:token", "cloudflare:apiToken"].concat(
  ["notifyPassword", "listsMailboxPassword", "listsRelayPassword"].map((key) => `${prefix}${key}`),
);

/** Previews the program with `after` on a stack that was made with `before`. */
async function preview(before: ((settings: Settings) => void) | undefined, after: (settings: Settings) => void) {
  const directory = mkdtempSync(join(tmpdir(), "samples-"));
  const common = {
    ...{ projectDir: root, stack: "prod", secretConfig, stateFile: join(directory, "state.json"), parallel: 1 },
    providers: Object.fromEntries(Object.entries(providers).map(([name, provider]) => [name, imagined(provider)])),
  };
  try {
    if (before) await succeed({ ...common, operation: "up", config: settingsOf(before) });
    return (await succeed({ ...common, operation: "preview", config: settingsOf(after) })).preview!;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function succeed(options: Parameters<typeof run>[0]): ReturnType<typeof run> {
  const result = await run(options);
  if (result.exitCode === 0) return result;
  throw new Error(result.events.flatMap(({ diagnosticEvent }) => diagnosticEvent?.message ?? []).join(""));
}

/** Without what no report looks at. */
function trimmed({ steps = [], changeSummary }: PreviewDigest, keep: (urn: string) => boolean = () => true): string {
  const state = (one: unknown) => {
    const { urn, type, custom, id, parent, protect, inputs, outputs, dependencies } = one as Record<string, unknown>;
    // What a command answered repeats what it was given.
    const answered = type === "command:remote:Command" ? undefined : outputs;
    return { urn, type, custom, id, parent, protect, inputs, outputs: answered, dependencies };
  };
  const lines = steps
    .filter(({ urn }) => keep(urn))
    .map((step) => ({
      ...step,
      oldState: step.oldState && state(step.oldState),
      newState: step.newState && state(step.newState),
    }))
    .map((step) => JSON.stringify(step));
  return `{"config":{},"steps":[\n${lines.join(",\n")}\n],"diagnostics":[],"duration":1,"changeSummary":${JSON.stringify(changeSummary)}}\n`;
}

function only(...services: string[]): (settings: Settings) => void {
  return (settings) => {
    for (const service of ["code", "documents", "lists", "ci", "runners", "mail"])
      if (!services.includes(service)) delete settings[`${prefix}${service}`];
    if (!services.includes("lists")) delete (settings[`${prefix}mail`] as { lists?: unknown } | undefined)?.lists;
  };
}

async function main(): Promise<void> {
  const save = (name: string, text: string) => writeFileSync(join(__dirname, "samples", `${name}.json`), text);
  const small = only("mail");
  save("first-creation", trimmed(await preview(undefined, small)));
  save(
    "changed-settings",
    trimmed(
      await preview(only("mail", "code", "ci", "runners"), (settings) => {
        only("mail", "code")(settings);
        const host = settings[`${prefix}host`] as Settings;
        Object.assign(host, { size: "s-8vcpu-16gb", dataVolume: { size: 50 } });
        Object.assign(settings[`${prefix}website`] as Settings, { aliases: ["example.org", "shop.example.org"] });
        Object.assign(settings[`${prefix}mail`] as Settings, { dmarc: { policy: "reject" } });
      }),
    ),
  );
  save(
    "new-generation",
    trimmed(
      await preview(small, (settings) => {
        small(settings);
        Object.assign(settings[`${prefix}host`] as Settings, { generation: 2 });
      }),
    ),
  );
}

void main();
