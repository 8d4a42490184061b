import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { Crypter, passphraseFor } from "../engine/crypter";
import { takeLock } from "../engine/lock";
import type { JsonMap } from "../engine/stored";
import { providers } from "../providers/registry";
import type { Session } from "./session";
import type { Settings } from "./stack-config";

const PLUGINS = resolve(__dirname, "../providers");

/** Reads TypeScript the way the built-in engine does. */
const RUNTIME = { typescript: false, nodeargs: `--require ${require.resolve("tsx/cjs")}` };

/** Runs a session's program with the real command line, on the rehearsal's providers and with its state in a folder. */
export class PulumiEngine {
  private readonly temporary: boolean;
  private readonly place: string;

  constructor(private readonly session: Session) {
    const { directory } = session.world;
    // A preview leaves nothing behind where nothing was.
    this.temporary = !existsSync(directory);
    this.place = this.temporary ? mkdtempSync(join(tmpdir(), "rehearsal-pulumi-")) : join(directory, "pulumi");
  }

  async preview(settings: Settings): Promise<number> {
    try {
      await this.writeProject(settings);
      return await this.pulumi([
        "preview",
        "--non-interactive",
        ...(this.session.args.json ? ["--json"] : ["--diff"]),
        ...this.extra(),
      ]);
    } finally {
      if (this.temporary) rmSync(this.place, { recursive: true, force: true });
    }
  }

  async up(settings: Settings): Promise<number> {
    const release = takeLock(join(this.place, "stack"));
    try {
      await this.writeProject(settings);
      // Nobody else works on this state, so a lock of Pulumi's own is one that a killed run left behind.
      await this.pulumi(["cancel", "--yes", "--non-interactive"], "ignore");
      const { refresh, skipPreview } = this.session.args;
      const options = [...(skipPreview ? ["--skip-preview"] : []), ...(refresh ? ["--refresh"] : [])];
      return await this.pulumi(["up", "--yes", ...options, ...this.extra()]);
    } finally {
      release();
    }
  }

  /** Rules, and where to write events. */
  private extra(): string[] {
    const { policyPacks, eventLog } = this.session.args;
    return [
      ...policyPacks.flatMap((directory) => ["--policy-pack", directory]),
      ...(eventLog === undefined ? [] : ["--event-log", eventLog]),
    ];
  }

  /** What the stack exports; secrets are shown only to who asks for them. */
  outputs(showSecrets: boolean): JsonMap {
    const args = ["stack", "output", "--json", "--stack", this.session.args.stack];
    if (showSecrets) args.push("--show-secrets");
    const options = { cwd: this.place, env: this.environment(), encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync("pulumi", args, options);
    if (status !== 0) throw new Error(stderr?.trim() || "the command pulumi can't be run");
    return JSON.parse(stdout || "{}") as JsonMap;
  }

  /** A project of its own whose `main` is the rehearsed program and whose plugins are the rehearsal's providers. */
  private async writeProject(settings: Settings): Promise<void> {
    const { project, args } = this.session;
    if (spawnSync("pulumi", ["version"]).status !== 0) {
      throw new Error("--engine pulumi needs the command pulumi on PATH (npm package pulumi)");
    }
    mkdirSync(join(this.place, "state"), { recursive: true });
    const content = {
      name: project.name,
      runtime: { name: "nodejs", options: RUNTIME },
      main: join(project.workingDirectory, project.program),
      plugins: { providers: Object.keys(providers).map((name) => ({ name, path: join(PLUGINS, name) })) },
    };
    writeFileSync(join(this.place, "Pulumi.yaml"), stringify(content));
    writeFileSync(join(this.place, `Pulumi.${args.stack}.yaml`), stringify(await this.stackFile(settings)));
    await this.pulumi(["stack", "select", "--create", "--non-interactive"], "ignore");
  }

  private async stackFile({ values, secretKeys }: Settings): Promise<unknown> {
    const crypter = await Crypter.open(passphraseFor(join(this.place, "stack")));
    const config = Object.entries(values).map(([key, value]) => [
      key,
      secretKeys.includes(key) ? { secure: crypter.encrypt(value) } : value,
    ]);
    return { encryptionsalt: crypter.salt, config: Object.fromEntries(config) };
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PULUMI_HOME: join(this.place, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.place, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: passphraseFor(join(this.place, "stack")),
      // Only so is there an option to write events.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  private pulumi(args: string[], stdio: "inherit" | "ignore" = "inherit"): Promise<number> {
    const all = [...args, "--stack", this.session.args.stack];
    return new Promise((done, reject) => {
      spawn("pulumi", all, { cwd: this.place, env: this.environment(), stdio })
        .once("error", reject)
        .once("close", (status) => done(status ?? 1));
    });
  }
}
