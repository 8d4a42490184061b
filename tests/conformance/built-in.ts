import { fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exportState, run, type RunOptions } from "../../rehearsal/engine";
import { killTree, waitForCall } from "./kill";
import type { LoggedEvent, Observation } from "./observe";
import type { Player } from "./play";
import { simProvider } from "./provider/sim";
import { policyPack, project, stack, type Scenario, type Step } from "./scenario";
import type { Workspace } from "./workspace";

const engine = join(__dirname, "../../rehearsal/engine");
const cache = join(__dirname, "../../node_modules/.cache/rehearsal");
/** Lets a process of its own start fast: with what was compiled before. */
const compiled = { NODE_COMPILE_CACHE: join(cache, "node"), REHEARSAL_COMPILED: join(cache, "typescript") };

/** Runs the steps of one scenario with the built-in engine. */
export class BuiltIn implements Player {
  constructor(
    private readonly scenario: Scenario,
    private readonly workspace: Workspace,
  ) {}

  /** Takes one step. */
  async take(step: Step): Promise<Observation> {
    const options = optionsFor(this.scenario, this.workspace, step);
    const { exitCode, events, preview } = step.killAt ? await this.kill(step, step.killAt) : await run(options);
    const logged = events as LoggedEvent[];
    const raw = existsSync(options.stateFile) ? readFileSync(options.stateFile, "utf8") : "";
    return {
      exitCode,
      events: logged,
      preview,
      state: await exportState(options.stateFile, { showSecrets: true }),
      shown: [JSON.stringify([events, preview]), raw].join("\n"),
    };
  }

  /** Runs in a process of its own, which is killed half-way. */
  private async kill(step: Step, call: string): Promise<{ exitCode: "killed"; events: []; preview?: undefined }> {
    const { cloud, directory } = this.workspace;
    const earlier = cloud.calls().length;
    const args = [this.scenario.name, JSON.stringify(step), directory];
    const execArgv = ["--require", join(engine, "load-typescript.js")];
    const child = fork(join(__dirname, "killable.ts"), args, {
      execArgv,
      env: { ...compiled, ...process.env },
      stdio: "ignore",
    });
    const exit = new Promise((resolve) => child.once("exit", resolve));
    await waitForCall(cloud, call, earlier);
    await killTree(child);
    await exit;
    return { exitCode: "killed", events: [] };
  }
}

/** What the engine is asked for in a step. */
export function optionsFor(
  scenario: Scenario,
  workspace: Pick<Workspace, "directory" | "cloud">,
  step: Step,
): RunOptions {
  const config = Object.entries({ ...scenario.config, ...(step.v === undefined ? {} : { v: String(step.v) }) });
  return {
    operation: step.do === "remove" || step.do === "change" ? "refresh" : step.do,
    projectDir: workspace.directory,
    stack,
    config: Object.fromEntries(config.map(([key, value]) => [`${project}:${key}`, value])),
    secretConfig: scenario.secretConfig?.map((key) => `${project}:${key}`),
    stateFile: join(workspace.directory, "state", `${stack}.json`),
    providers: { sim: () => simProvider(workspace.cloud) },
    parallel: 1,
    continueOnError: step.continueOnError,
    refresh: step.refresh,
    ...(step.policies && { policyPacks: [policyPack] }),
  };
}
