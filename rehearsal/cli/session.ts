import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, type EngineEvent, type RunOptions, type RunResult } from "../engine/index";
import { readProject, type Project } from "../engine/project";
import { World } from "../world";
import type { Arguments } from "./arguments";
import { baseImages } from "./base-images";
import { readSettings, type Settings } from "./stack-config";
import { namesPrograms, substitute } from "./substitute";

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

/** Tells the process inside the world's network what was decided outside of it, where publishers are what they are. */
const DECIDED = "REHEARSAL_SUBSTITUTED";

/**
 * The settings of the session's stack. What the rehearsal made up for secrets is told, and so is what it puts in place of programs that
 * can't be had; `make` says whether such substitutes are made if they are missing.
 */
export async function sessionSettings(session: Session, make: boolean): Promise<Settings> {
  const { project, args, world } = session;
  const settings = readSettings(project, args.stack);
  if (world.isInside()) return replace(settings, JSON.parse(process.env[DECIDED] ?? "{}") as Record<string, string>);
  const log = (line: string): void => console.error(line);
  const { standIns } = settings;
  if (standIns.length > 0) log(`made up for this rehearsal, instead of real secrets: ${standIns.join(", ")}`);
  let decided = await refusedAsGiven(session, settings);
  if (!decided) {
    const replaced = await substitute(settings, { log, make });
    const bases = await baseImages(replace(settings, replaced), project.workingDirectory, { log, make });
    decided = { ...replaced, ...bases };
  }
  process.env[DECIDED] = JSON.stringify(decided);
  return replace(settings, decided);
}

/**
 * What replaces settings that the program refuses as they are given: a substitute must not hide a version that is none. Nothing if it takes them.
 */
async function refusedAsGiven(session: Session, settings: Settings): Promise<Record<string, string> | undefined> {
  if (!namesPrograms(settings)) return undefined;
  const open = await substitute(settings, { log: () => undefined, make: false, leaveGiven: true });
  // What is up, and rules, have no say in whether the settings make sense.
  const args = { ...session.args, refresh: false, policyPacks: [], eventLog: undefined };
  const nothing = { ...session, args, stateFile: join(session.world.directory, "state", "nothing") };
  const { exitCode } = await runEngine(nothing, replace(settings, open), "preview", () => undefined);
  return exitCode === 0 ? undefined : open;
}

function replace(settings: Settings, values: Record<string, string>): Settings {
  return { ...settings, values: { ...settings.values, ...values } };
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
  const { eventLog } = session.args;
  // What an earlier run, or the preview before an update, said is no part of it.
  if (eventLog !== undefined) writeFileSync(eventLog, "");
  return run({
    operation,
    projectDir: session.project.directory,
    stack: session.args.stack,
    config: settings.values,
    secretConfig: settings.secretKeys,
    stateFile: session.stateFile,
    providers,
    refresh: session.args.refresh,
    policyPacks: session.args.policyPacks,
    onEvent: (event) => {
      if (eventLog !== undefined) appendFileSync(eventLog, `${JSON.stringify(event)}\n`);
      onEvent(event);
    },
    signal,
  });
}
