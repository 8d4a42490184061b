import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readSettings } from "../rehearsal/cli/stack-config";
import { run } from "../rehearsal/engine/index";
import { readProject } from "../rehearsal/engine/project";
import { providers } from "../rehearsal/providers/registry";
import type { Figure } from "./main";

const repository = resolve(__dirname, "..");
const rounds = 5;

/** From the start of the program to its last registration, for a preview of `prod` from nothing. */
export async function previewTimes(): Promise<Figure[]> {
  const source = await median(repository);
  const compiled = await median(compile());
  return [figure("preview of prod from TypeScript", source, 1.5), figure("preview of prod, compiled", compiled, 0.6)];
}

function figure(what: string, seconds: number, most: number): Figure {
  return { what, target: `at most ${most} s`, measured: `${seconds.toFixed(2)} s`, reached: seconds <= most };
}

async function median(projectDir: string): Promise<number> {
  const times: number[] = [];
  // The first one fills caches.
  for (let round = 0; round <= rounds; round++) {
    const time = await preview(projectDir);
    if (round > 0) times.push(time);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

async function preview(projectDir: string): Promise<number> {
  const settings = readSettings(readProject(projectDir), "prod");
  const started = performance.now();
  let last = started;
  const { exitCode } = await run({
    operation: "preview",
    projectDir,
    stack: "prod",
    config: settings.values,
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
    JSON.stringify({ extends: "./tsconfig.base.json", files: ["index.ts"], compilerOptions: { types: ["node"] } }),
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
