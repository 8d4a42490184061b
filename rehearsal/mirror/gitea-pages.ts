import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Workshop } from "./item";

/** Enough for the packages on a slow line. */
const minutes = 4;

/**
 * Builds the style sheets and scripts of Gitea's pages, which its Go module has as sources only. Without them the pages are plain, and all
 * else works; so a failure is told and that is all.
 */
export async function buildPages(workshop: Workshop, source: string): Promise<void> {
  const { packageManager } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    packageManager: string;
  };
  const options = { cwd: source, minutes, env: { CI: "true" } };
  const pnpm = (...args: string[]): Promise<string> => workshop.run(["npx", "--yes", packageManager, ...args], options);
  const store = join(workshop.scratch, "packages");
  try {
    await pnpm("install", "--prod", "--frozen-lockfile", "--ignore-scripts", "--store-dir", store);
    await pnpm("exec", "vite", "build");
  } catch (error) {
    workshop.log(`Gitea's pages will be plain: ${(error as Error).message}`);
  }
}
