import * as pulumi from "@pulumi/pulumi";

/** What takes memory on a machine, in MiB: measured on Debian 13 right after the start, and for a website what a build may take. */
export const needs = { "Debian and its guards": 250, PostgreSQL: 45, code: 170, ci: 100, documents: 300, lists: 1300 };

/** What of the settings takes memory on the machine of the services. */
export interface MemorySettings {
  host?: { size?: string };
  website: { buildMemory?: number };
  code?: { database?: string };
  ci?: object;
  documents?: object;
  lists?: object;
}

/** Memory of a size slug such as `s-2vcpu-4gb`, in MiB; undefined if the slug doesn't tell. */
export function memoryOf(size: string): number | undefined {
  const [, amount, unit] = /-(\d+)(gb|mb)\b/.exec(size) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * (unit === "gb" ? 1024 : 1);
}

/** Says at a preview that a machine is too small for its services. One that somebody else rents is theirs to judge. */
export function warnOfMemory({ host, website, code, ci, documents, lists }: MemorySettings): void {
  const size = host === undefined ? undefined : (host.size ?? "s-1vcpu-2gb");
  const has = size === undefined ? undefined : memoryOf(size);
  const databases = [ci, documents, lists, code?.database === "sqlite" ? undefined : code].some(Boolean);
  const needed = {
    "Debian and its guards": needs["Debian and its guards"],
    website: website.buildMemory ?? 768,
    ...(code === undefined ? {} : { code: needs.code }),
    ...(ci === undefined ? {} : { ci: needs.ci }),
    ...(documents === undefined ? {} : { documents: needs.documents }),
    ...(lists === undefined ? {} : { lists: needs.lists }),
    ...(databases ? { PostgreSQL: needs.PostgreSQL } : {}),
  };
  const sum = Object.values(needed).reduce((total, each) => total + each, 0);
  if (has === undefined || sum <= has) return;
  const parts = Object.entries(needed).map(([name, each]) => `${name} ${each}`);
  void pulumi.log.warn(
    `host.size ${size} has ${has} MiB of memory, what is to run on it needs ${sum}: ${parts.join(", ")}`,
  );
}
