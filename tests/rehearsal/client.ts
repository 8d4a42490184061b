import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState } from "../../rehearsal/engine";
import { fill, type Item } from "../../rehearsal/mirror/item";
import { toolsImage } from "../../rehearsal/mirror/tools-image";
import { eventually, type Organisation } from "./organisation";

const code = "https://code.example.org";

/** What the forge shows beside a commit. */
interface Status {
  id: number;
  context: string;
  status: string;
  target_url: string;
}

/** The administrator at a computer of their own, with git, curl and what a browser would keep. */
export class Client {
  readonly directory = mkdtempSync(join(tmpdir(), "client-"));
  password = "";
  /** For the API of the server that has builds made. */
  token = "";

  constructor(private readonly organisation: Organisation) {}

  /** From nothing to an organisation by one run; returns what was put in place of what can't be had. */
  async setUp(...images: Item[]): Promise<string[]> {
    // Pipelines ask for them. A registry serves what was in the folder when it started.
    await fill([toolsImage, ...images], console.error);
    const output = await this.organisation.up();
    const { deployment } = await exportState(this.organisation.stateFile, { showSecrets: true });
    const stack = (deployment.resources as { type: string; outputs?: { codeAdminPassword?: unknown } }[]).find(
      ({ type }) => type === "pulumi:pulumi:Stack",
    );
    this.password = /[0-9a-f]{64}/.exec(JSON.stringify(stack?.outputs?.codeAdminPassword))![0];
    return output.split("\n").filter((line) => line.includes(" in place of "));
  }

  /** Runs a script where visitors are; it has to succeed. Returns what it printed. */
  async run(script: string): Promise<string> {
    const all = `${this.prelude()}\n${script}`;
    const { status, stdout, stderr } = await this.organisation.visit("sh", "-euc", all);
    if (status !== 0) throw new Error(`${script}\nstatus ${status}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  /** Asks the API of the server that has builds made. */
  async builds<T>(path: string, ...options: string[]): Promise<T> {
    const answer = await this.run(`builds '${path}' ${options.join(" ")}`);
    return (answer === "" ? {} : JSON.parse(answer)) as T;
  }

  /** Asks the forge's API. */
  async forge<T>(path: string, body?: object): Promise<T> {
    const data = body === undefined ? "" : `--data '${JSON.stringify(body)}'`;
    return JSON.parse(await this.run(`forge '${path}' ${data}`)) as T;
  }

  /** Commits files to a branch of a repository and pushes it; returns the commit. */
  async push(repository: string, files: Record<string, string>, branch = "main"): Promise<string> {
    const texts = Object.entries(files).map(([path, text]) => `cat >'${path}' <<'END'\n${text}\nEND`);
    return this
      .run(`[ -d ${repository} ] || git clone -q "https://administrator:${this.password}@code.example.org/administrator/${repository}.git"
cd ${repository}
git config user.email ada@example.org; git config user.name Ada
git checkout -q ${branch} 2>/dev/null || git checkout -q -b ${branch}
${texts.join("\n")}
git add .; git commit -q -m Change; git push -q origin HEAD:${branch} 2>/dev/null
git rev-parse HEAD`);
  }

  /** The result of a commit's build in `demo` or another repository, as the forge shows it. */
  built(commit: string, repository = "demo"): Promise<Status> {
    return eventually(`the build of ${commit}`, async () => {
      const statuses = await this.forge<Status[]>(`/repos/administrator/${repository}/commits/${commit}/statuses`);
      // Times are whole seconds, in which several follow each other.
      const last = statuses.sort((a, b) => b.id - a.id)[0];
      return last !== undefined && last.status !== "pending" && last;
    });
  }

  /** Restarts all machines and waits until nothing of them is missing. */
  async reboot(): Promise<void> {
    const { world } = this.organisation;
    const machines = await world.listMachines();
    for (const { id } of machines) await world.rebootMachine(id);
    for (const { id, name } of machines)
      await eventually(`${name} after its reboot`, async () => {
        const state = ["systemctl", "is-system-running", "--wait"];
        const result = await world.exec(id, state, { output: "capture" }).catch(() => undefined);
        return result?.stdout.trim() === "running";
      });
  }

  end(): void {
    rmSync(this.directory, { recursive: true });
  }

  private prelude(): string {
    return `cd ${this.directory}
export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
page() { curl -sS -b jar -c jar -w '\n%{http_code} %{url_effective}' "$@"; }
builds() { path=$1; shift; curl -fsS -H 'Authorization: Bearer ${this.token}' "$@" "https://ci.example.org$path"; }
forge() { path=$1; shift; curl -fsS -u administrator:${this.password} -H 'Content-Type: application/json' "$@" "${code}/api/v1$path"; }
submit() { page=$1; shift; page -o /dev/null --data-urlencode "_csrf=$(page "$page" | sed -n 's/.*name="_csrf" value="\\([^"]*\\)".*/\\1/p' | head -n 1)" "$@" "$page"; }
sign_in() { submit ${code}/user/login --data-urlencode user_name=administrator --data-urlencode password=${this.password}; }
mine() { page -o /dev/null ${code}/user/settings; }`;
  }
}
