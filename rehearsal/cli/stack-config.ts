import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { mailProvider } from "../internet/names";
import type { Project } from "../engine/project";

/** The settings of a stack. */
export interface Settings {
  /** Values by full key, `namespace:key`; what isn't text is JSON. */
  values: Record<string, string>;
  secretKeys: string[];
  /** Secrets that nobody can read here, or that aren't set, and for which the rehearsal made something up. */
  standIns: string[];
}

/** Tokens without which the clouds' providers refuse to work. */
const TOKENS = ["digitalocean:token", "cloudflare:apiToken"];

/** Makes up a value for the secret at a path such as `namespace:key` or `namespace:key.part[0]`. */
export type MakeUp = (path: string) => string;

/**
 * Reads the settings in `Pulumi.STACK.yaml` and the project's own defaults, by Pulumi's rules. What is encrypted is made up, with values that
 * the rehearsal's third parties take unless said otherwise.
 */
export function readSettings(project: Project, stack: string, makeUp: MakeUp = standIn): Settings {
  const file = join(project.directory, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new Error(missing(project.directory, stack));
  const text = readFileSync(file, "utf8");
  const content = understood(file, text);
  const settings: Settings = { values: {}, secretKeys: [], standIns: [] };
  for (const [key, value] of Object.entries(project.config))
    add(settings, fullKey(key, project), projectDefault(value), makeUp);
  for (const [key, value] of Object.entries(content?.config ?? {})) add(settings, fullKey(key, project), value, makeUp);
  for (const key of [...TOKENS, ...wantedSecrets(text)]) {
    if (settings.values[fullKey(key, project)] === undefined)
      add(settings, fullKey(key, project), { secure: "" }, makeUp);
  }
  return settings;
}

function understood(file: string, text: string): { config?: Record<string, unknown> } | null {
  try {
    return parse(text) as { config?: Record<string, unknown> } | null;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message.trimEnd()}`, { cause: error });
  }
}

/** Secrets that the stack's file tells to set, in a comment such as `pulumi config set --secret digitalocean:token`. */
function wantedSecrets(text: string): string[] {
  return [...text.matchAll(/pulumi config set --secret ([\w-]+(?::[\w-]+)?)/g)].map(([, key = ""]) => key);
}

function fullKey(key: string, project: Project): string {
  return key.includes(":") ? key : `${project.name}:${key}`;
}

/** A setting in Pulumi.yaml is its value, or an object that describes it. */
function projectDefault(setting: unknown): unknown {
  if (typeof setting !== "object" || setting === null || Array.isArray(setting)) return setting;
  const { value, default: fallback } = setting as { value?: unknown; default?: unknown };
  return value ?? fallback;
}

function add(settings: Settings, key: string, value: unknown, makeUp: MakeUp): void {
  if (value === undefined || value === null) return;
  const before = settings.standIns.length;
  const plain = reveal(key, value, (path) => {
    settings.standIns.push(path);
    return makeUp(path);
  });
  settings.values[key] = typeof plain === "object" ? JSON.stringify(plain) : String(plain);
  if (settings.standIns.length > before) settings.secretKeys.push(key);
}

/** The value, which is part of those `above`, with something made up for what is encrypted. */
function reveal(path: string, value: unknown, makeUp: MakeUp, above: unknown[] = []): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (above.includes(value)) throw new Error(`${path} is an alias of what it is part of`);
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((item, index) => reveal(`${path}[${index}]`, item, makeUp, inside));
  if (Object.keys(value).join() === "secure") return makeUp(path);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, reveal(`${path}.${key}`, item, makeUp, inside)]),
  );
}

/** Always the same for the same setting. Passwords are those of the rehearsal's mail provider, so that mail can be sent; keys look like some. */
function standIn(path: string): string {
  if (/password$/i.test(path)) return mailProvider.password;
  const made = createHash("sha256").update(path).digest("hex").slice(0, 32);
  if (/privateKey$/i.test(path)) return `-----BEGIN PRIVATE KEY-----\n${made}\n-----END PRIVATE KEY-----\n`;
  return `rehearsal-${made}`;
}

function missing(directory: string, stack: string): string {
  const stacks = readdirSync(directory).flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? []);
  const others = stacks.length > 0 ? `there are: ${stacks.join(", ")}` : "there are none";
  return `there are no settings for a stack "${stack}" (Pulumi.${stack}.yaml) in ${directory}; ${others}`;
}
