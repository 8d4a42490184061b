import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readSettings } from "../rehearsal/cli/stack-config";
import { run } from "../rehearsal/engine/index";
import { readProject } from "../rehearsal/engine/project";
import { providers } from "../rehearsal/providers/registry";
import { serviceSettings } from "../tests/example";
import { median, type Figure } from "./figure";

const repository = resolve(__dirname, "..");
/** Previews in one round. */
const previews = 5;

/** From the start of the program to its last registration, for a preview of `prod` from nothing: machine, DNS and website. */
export async function previewTimes(rounds: number): Promise<Figure[]> {
  const source = await previewTime(repository, rounds);
  const compiled = await previewTime(compile(), rounds);
  return [figure("preview of prod from TypeScript", source, 1.5), figure("preview of prod, compiled", compiled, 0.6)];
}

function figure(what: string, seconds: number, most: number): Figure {
  return { what, target: `at most ${most} s`, measured: `${seconds.toFixed(2)} s`, reached: seconds <= most };
}

async function previewTime(projectDir: string, rounds: number): Promise<number> {
  // The first one fills caches.
  await preview(projectDir);
  const times: number[] = [];
  while (times.length < rounds * previews) times.push(await preview(projectDir));
  return median(times, Number);
}

async function preview(projectDir: string): Promise<number> {
  const settings = readSettings(readProject(projectDir), "prod");
  const config = Object.entries(settings.values).filter(([key]) => !serviceSettings.includes(key));
  const started = performance.now();
  let last = started;
  const { exitCode } = await run({
    operation: "preview",
    projectDir,
    stack: "prod",
    config: Object.fromEntries(config),
    secretConfig: settings.secretKeys,
    stateFile: join(projectDir, ".rehearsal/bench-without-state.json"),
    providers,
    onEvent: (event) => {
      if (event.resourcePreEvent) last = performance.now();
    },
  });
  if (exitCode !== 0) throw new Error(`the preview ended with exit status ${exitCode}`);
  return (last - started) / 1000;
}

/** A copy of the project that needs no TypeScript to run. */
function compile(): string {
  const directory = join(repository, "node_modules/.cache/bench");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const options = ["--outDir", directory, "--rootDir", repository, "--noEmit", "false", "--skipLibCheck"];
  const base = join(repository, "tsconfig.bench.json");
  writeFileSync(
    base,
    JSON.stringify({
      extends: "./components/tsconfig.base.json",
      files: ["index.ts"],
      compilerOptions: { types: ["node"] },
    }),
  );
  try {
    execFileSync(join(repository, "node_modules/.bin/tsc"), ["-p", base, ...options], { stdio: "inherit" });
  } finally {
    rmSync(base);
  }
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "compiled", main: "index.js" }));
  writeFileSync(
    join(directory, "Pulumi.yaml"),
    "name: open-infrastructure\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  cpSync(join(repository, "Pulumi.prod.yaml"), join(directory, "Pulumi.prod.yaml"));
  return directory;
}
