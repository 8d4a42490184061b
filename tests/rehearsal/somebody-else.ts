import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { dependencies as ranges } from "../../components/package.json";

const repository = resolve(__dirname, "../..");

/** The SDKs that the package brings. */
export const sdks = Object.keys(ranges);

/** Projects of somebody else, who has the package alone, in a folder and a rehearsal of their own. */
export class SomebodyElse {
  readonly scratch = realpathSync(mkdtempSync(join(tmpdir(), "somebody-elses-")));

  /** Runs the command line on a project. */
  rehearse(project: string, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "rehearsal/cli/main.ts", "--project", project, "--stack", "shop", ...args],
      {
        cwd: repository,
        encoding: "utf8",
        env: { ...process.env, REHEARSAL_WORLD: join(this.scratch, "world"), NODE_OPTIONS: "" },
      },
    );
    return { status, stdout, stderr };
  }

  /** What a run of `up` did, each kind of step once. */
  changes(project: string): string[] {
    const log = join(this.scratch, "events");
    const { status, stderr } = this.rehearse(project, "up", "--event-log", log);
    if (status !== 0) throw new Error(`up ended with ${status}: ${stderr}`);
    const events = readFileSync(log, "utf8").trim().split("\n");
    const steps = events.map((line) => JSON.parse(line) as { resourcePreEvent?: { metadata: { op: string } } });
    return [...new Set(steps.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.op ?? []))];
  }

  end(project: string): void {
    this.rehearse(project, "down", "--keep-cache");
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

/** Runs a command in a directory; it has to succeed. Returns what it printed. */
export function run(directory: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Makes a project with its own settings, and has npm install what it names. */
export function makeProject(directory: string, runtime: object, dependencies: object, devDependencies = {}): void {
  mkdirSync(directory);
  const write = (name: string, content: object): void =>
    writeFileSync(join(directory, name), JSON.stringify(content, undefined, 2));
  write("package.json", { name: basename(directory), private: true, dependencies, devDependencies });
  write("Pulumi.yaml", { name: "shop", runtime });
  write("Pulumi.shop.yaml", {
    config: {
      "shop:zone": "example.org",
      "shop:email": "hostmaster@example.org",
      "shop:repository": "https://git.example.net/shop/site.git",
      "shop:motto": "as cheap as honest",
    },
  });
  run(directory, "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefer-offline");
}
