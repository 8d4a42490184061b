import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../machines/places";
import { mirrorDirectory } from "../mirror/folder";
import { browse } from "./browse";
import type { Arguments, CommandName } from "./arguments";
import { formatOutputs, stackOutputs } from "./outputs";
import { formatPlan } from "./plan";
import { openSession, runEngine, sessionSettings, type Session } from "./session";
import { up } from "./up";
import { View } from "./view";
import { PulumiEngine } from "./pulumi-engine";

const NETWORKS = "/run/netns";

/** Does what was asked for; returns the exit status. */
export function runCommand(args: Arguments): Promise<number> {
  return COMMANDS[args.command](openSession(args));
}

const COMMANDS: Record<CommandName, (session: Session) => Promise<number>> = {
  preview,
  up,
  outputs,
  machines,
  exec,
  client,
  browse,
  down,
};

async function preview(session: Session): Promise<number> {
  const { engine, json } = session.args;
  const settings = await sessionSettings(session, false);
  if (engine === "pulumi") return new PulumiEngine(session).preview(settings);
  const problems = new View();
  const result = await runEngine(session, settings, "preview", (event) => {
    if ((!json && event.diagnosticEvent) || event.policyEvent) problems.event(event);
  });
  problems.close();
  console.log(json ? JSON.stringify(result.preview, undefined, 4) : formatPlan(result.preview!));
  return result.exitCode;
}

async function outputs(session: Session): Promise<number> {
  const values = await stackOutputs(session, session.args.showSecrets);
  console.log(session.args.json ? JSON.stringify(values, undefined, 2) : formatOutputs(values));
  return 0;
}

async function machines({ world, args }: Session): Promise<number> {
  const list = await world.listMachines();
  if (args.json) console.log(JSON.stringify(list, undefined, 2));
  else
    for (const { name, address, image, running, root } of list)
      console.log([name, address, image, running ? "on" : "off", root].join("\t"));
  return 0;
}

async function exec({ world, args }: Session): Promise<number> {
  return (await world.exec(args.operands[0]!, args.rest)).status;
}

async function client({ world, args }: Session): Promise<number> {
  return (await world.client(args.rest)).status;
}

async function down({ world, args }: Session): Promise<number> {
  await world.down();
  if (args.keepCache) return 0;
  if (otherWorlds().length > 0) console.error(`${cacheDirectory} stays: other rehearsals use it`);
  else forgetCache();
  return 0;
}

/** Removes all that is cached, but for the mirror folder, where people put files. */
function forgetCache(): void {
  if (!existsSync(cacheDirectory)) return;
  for (const name of readdirSync(cacheDirectory)) {
    if (join(cacheDirectory, name) !== mirrorDirectory())
      rmSync(join(cacheDirectory, name), { recursive: true, force: true });
  }
}

/** Networks of rehearsals that are up. */
function otherWorlds(): string[] {
  return existsSync(NETWORKS) ? readdirSync(NETWORKS).filter((name) => name.startsWith("oi-")) : [];
}
