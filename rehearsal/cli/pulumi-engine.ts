import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { Crypter, passphraseFor } from "../engine/crypter";
import type { JsonMap } from "../engine/stored";
import { providers } from "../providers/registry";
import type { Session } from "./session";
import type { Settings } from "./stack-config";

const PLUGINS = resolve(__dirname, "../providers");

/** Previews with the real command line. */
export async function pulumiPreview(session: Session, settings: Settings): Promise<number> {
  await writeProject(session, settings);
  return pulumi(session, ["preview", "--non-interactive", ...(session.args.json ? ["--json"] : ["--diff"])]);
}

/** Brings everything up with the real command line. */
export async function pulumiUp(session: Session, settings: Settings): Promise<number> {
  await writeProject(session, settings);
  // A lock that a killed run left behind.
  spawnSync("pulumi", ["cancel", "--yes", "--non-interactive", "--stack", session.args.stack], {
    cwd: placeOf(session),
    env: environment(session),
  });
  return pulumi(session, ["up", "--yes", "--skip-preview", ...(session.args.refresh ? ["--refresh"] : [])]);
}

/** What the stack exports according to the real command line; secrets are not shown. */
export async function pulumiOutputs(session: Session): Promise<JsonMap> {
  const { stdout } = spawnSync("pulumi", ["stack", "output", "--json", "--stack", session.args.stack], {
    cwd: placeOf(session),
    env: environment(session),
    encoding: "utf8",
  });
  return JSON.parse(stdout || "{}") as JsonMap;
}

/** A project of its own whose `main` is the rehearsed program and whose plugins are the rehearsal's providers. */
async function writeProject(session: Session, settings: Settings): Promise<void> {
  const { project, args } = session;
  const place = placeOf(session);
  if (spawnSync("pulumi", ["version"]).status !== 0)
    throw new Error("--engine pulumi needs the command pulumi on PATH (npm package pulumi)");
  mkdirSync(join(place, "state"), { recursive: true });
  const plugins = Object.keys(providers).map((name) => ({ name, path: join(PLUGINS, name) }));
  const main = join(project.workingDirectory, project.program);
  const content = {
    name: project.name,
    runtime: { name: "nodejs", options: RUNTIME },
    main,
    plugins: { providers: plugins },
  };
  writeFileSync(join(place, "Pulumi.yaml"), stringify(content));
  const crypter = await Crypter.open(passphraseFor(join(place, "stack")));
  const config = Object.entries(settings.values).map(([key, value]) => [
    key,
    settings.secretKeys.includes(key) ? { secure: crypter.encrypt(value) } : value,
  ]);
  const stack = { encryptionsalt: crypter.salt, config: Object.fromEntries(config) };
  writeFileSync(join(place, `Pulumi.${args.stack}.yaml`), stringify(stack));
  await pulumi(session, ["stack", "select", "--create", "--non-interactive", args.stack], false);
}

/** Reads TypeScript the way the built-in engine does. */
const RUNTIME = { typescript: false, nodeargs: `--require ${require.resolve("tsx/cjs")}` };

function placeOf({ world }: Session): string {
  return join(world.directory, "pulumi");
}

function environment(session: Session): NodeJS.ProcessEnv {
  const place = placeOf(session);
  return {
    ...process.env,
    PULUMI_HOME: join(place, "home"),
    PULUMI_BACKEND_URL: `file://${join(place, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: passphraseFor(join(place, "stack")),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

function pulumi(session: Session, args: string[], withStack = true): Promise<number> {
  const stack = withStack ? ["--stack", session.args.stack] : [];
  return new Promise((done, reject) => {
    spawn("pulumi", [...args, ...stack], { cwd: placeOf(session), env: environment(session), stdio: "inherit" })
      .once("error", reject)
      .once("close", (status) => done(status ?? 1));
  });
}
