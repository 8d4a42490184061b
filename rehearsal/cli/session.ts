import { join } from "node:path";
import { run, type EngineEvent, type RunOptions, type RunResult } from "../engine/index";
import { readProject, type Project } from "../engine/project";
import { World } from "../world";
import type { Arguments } from "./arguments";
import { readSettings, type Settings } from "./stack-config";

/** What a command works with. */
export interface Session {
  args: Arguments;
  project: Project;
  world: World;
  stateFile: string;
}

/** Finds the project and its world. */
export function openSession(args: Arguments): Session {
  const project = readProject(args.project);
  const directory = process.env.REHEARSAL_WORLD ?? join(project.directory, ".rehearsal");
  const world = World.open(directory);
  process.env.REHEARSAL_WORLD = world.directory;
  return { args, project, world, stateFile: join(world.directory, "state", `${args.stack}.json`) };
}

/** The settings of the session's stack; what the rehearsal made up for secrets is told. */
export function sessionSettings({ project, args, world }: Session): Settings {
  const settings = readSettings(project, args.stack);
  const { standIns } = settings;
  if (standIns.length > 0 && !world.isInside())
    console.error(`made up for this rehearsal, instead of real secrets: ${standIns.join(", ")}`);
  return settings;
}

/** Runs the built-in engine with the rehearsal's providers. */
export async function runEngine(
  session: Session,
  settings: Settings,
  operation: RunOptions["operation"],
  onEvent: (event: EngineEvent) => void,
  signal?: AbortSignal,
): Promise<RunResult> {
  const { providers } = await import("../providers/registry.js");
  return run({
    operation,
    projectDir: session.project.directory,
    stack: session.args.stack,
    config: settings.values,
    secretConfig: settings.secretKeys,
    stateFile: session.stateFile,
    providers,
    refresh: session.args.refresh,
    onEvent,
    signal,
  });
}
