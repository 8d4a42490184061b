import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoggedEvent, Observation } from "./observe";
import { killTree, waitForCall } from "./kill";
import { policyPack, project, stack, type Scenario, type Step } from "./scenario";
import type { Workspace } from "./workspace";

/** Runs the steps of one scenario with the real command line, its state in a file of the workspace. */
export class CommandLine {
  private readonly env: NodeJS.ProcessEnv;
  private encryption = "";
  private secretLines = "";

  constructor(
    private readonly scenario: Scenario,
    private readonly workspace: Workspace,
  ) {
    const node = join(__dirname, "../../node_modules/.bin");
    this.env = {
      ...process.env,
      PATH: `${node}:${process.env.PATH}`,
      PULUMI_BACKEND_URL: `file://${join(workspace.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "conformance",
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_HOME: join(workspace.directory, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      SIM_CLOUD: workspace.directory,
    };
    this.pulumi("stack", "init", stack);
    for (const key of scenario.secretConfig ?? []) {
      this.pulumi("config", "set", "--secret", key, scenario.config?.[key] ?? "");
    }
    const lines = existsSync(this.configFile()) ? readFileSync(this.configFile(), "utf8").split("\n") : [];
    this.encryption = lines.filter((line) => line.startsWith("encryptionsalt")).join("\n");
    this.secretLines = lines.filter((line) => line.startsWith(" ")).join("\n");
  }

  /** The version of the command line on the PATH. */
  static version(): string {
    const { stdout, error } = spawnSync("pulumi", ["version"], { encoding: "utf8" });
    if (error) throw new Error("recording needs `pulumi` on the PATH");
    return stdout.trim();
  }

  /** Takes one step. */
  async take(step: Step): Promise<Observation> {
    const log = join(this.workspace.directory, "events.json");
    rmSync(log, { force: true });
    this.configure(step);
    const { exitCode, stdout } = await this.run(step, ["--event-log", log]);
    const events = existsSync(log) ? readFileSync(log, "utf8").split("\n").filter(Boolean) : [];
    const state = this.pulumi("stack", "export", "--show-secrets");
    return {
      exitCode,
      events: exitCode === "killed" ? [] : events.map((line) => JSON.parse(line) as LoggedEvent),
      preview: step.do === "preview" ? (JSON.parse(stdout) as Observation["preview"]) : undefined,
      state: JSON.parse(state) as Observation["state"],
      shown: [
        stdout,
        this.pulumi("stack", "export"),
        ...events.filter((line) => !line.includes('"severity":"debug"')),
      ].join("\n"),
    };
  }

  private async run(step: Step, extra: string[]): Promise<{ exitCode: number | "killed"; stdout: string }> {
    const args = [step.do, "--stack", stack, "--non-interactive", "--color", "never", "--parallel", "1", ...extra];
    if (step.do === "preview") args.push("--json");
    else args.push("--yes", "--skip-preview");
    if (step.continueOnError) args.push("--continue-on-error");
    if (step.refresh) args.push("--refresh");
    if (step.policies) args.push("--policy-pack", policyPack);
    const earlier = this.workspace.cloud.calls().length;
    const child = spawn("pulumi", args, {
      cwd: this.workspace.directory,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stdout += step.do === "preview" ? "" : data.toString()));
    const exit = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
    if (!step.killAt) return { exitCode: await exit, stdout };
    await waitForCall(this.workspace.cloud, step.killAt, earlier);
    await killTree(child);
    await exit;
    this.pulumi("cancel", "--yes");
    return { exitCode: "killed", stdout };
  }

  private configure(step: Step): void {
    const plain = Object.entries({ ...this.scenario.config, ...(step.v === undefined ? {} : { v: String(step.v) }) });
    const lines = plain
      .filter(([key]) => !this.scenario.secretConfig?.includes(key))
      .map(([key, value]) => `  ${project}:${key}: ${JSON.stringify(value)}`);
    writeFileSync(
      this.configFile(),
      [this.encryption, "config:", this.secretLines, ...lines, ""].filter(Boolean).join("\n"),
    );
  }

  private configFile(): string {
    return join(this.workspace.directory, `Pulumi.${stack}.yaml`);
  }

  private pulumi(...args: string[]): string {
    const options = { cwd: this.workspace.directory, env: this.env, encoding: "utf8" as const };
    const { stdout, stderr, status } = spawnSync("pulumi", [...args, "--non-interactive"], {
      ...options,
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
}
