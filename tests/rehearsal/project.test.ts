import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { version as command } from "@pulumi/command/package.json";
import { version as digitalocean } from "@pulumi/digitalocean/package.json";
import { version as tls } from "@pulumi/tls/package.json";
import ts from "typescript";
import { dependencies as ranges } from "../../components/package.json";
import { pack } from "../package";

const repository = resolve(__dirname, "../..");
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "somebody-elses-")));
const world = join(scratch, "world");
/** A project in TypeScript that has the package from an archive, and the same in JavaScript that has it from a git repository. */
const fromArchive = join(scratch, "from-archive");
const fromGit = join(scratch, "from-git");
const sdks = Object.keys(ranges);
/** The oldest SDK that the package promises to work with: what others bring needn't be what this repository has. */
const oldest = ranges["@pulumi/pulumi"].slice(1);
function rehearse(project: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "rehearsal/cli/main.ts", "--project", project, "--stack", "shop", ...args],
    { cwd: repository, encoding: "utf8", env: { ...process.env, REHEARSAL_WORLD: world, NODE_OPTIONS: "" } },
  );
  return { status, stdout, stderr };
}

/** Runs a command in a directory; it has to succeed. Returns what it printed. */
function run(directory: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Makes a project with its own settings, and has npm install what it names. */
function makeProject(directory: string, runtime: object, dependencies: object, devDependencies = {}): void {
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

/** A repository that is the folder of the components alone, as `git subtree split` makes it; returns its address for npm. */
function splitOff(): string {
  const directory = join(scratch, "package.git");
  const compiled = ["dist", "node_modules"].map((name) => join(repository, "components", name));
  cpSync(join(repository, "components"), directory, { recursive: true, filter: (path) => !compiled.includes(path) });
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  run(directory, "git", "init", "--quiet");
  run(directory, "git", "add", ".");
  run(directory, "git", ...author, "commit", "--quiet", "--message", "Split off");
  return `git+file://${directory}`;
}

/** What an editor tells of the word in the program. */
function told(word: string): string {
  const file = join(fromArchive, "index.ts");
  const { options } = ts.getParsedCommandLineOfConfigFile(
    join(fromArchive, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  )!;
  const service = ts.createLanguageService({
    ...ts.sys,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => fromArchive,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    useCaseSensitiveFileNames: () => true,
  });
  const info = service.getQuickInfoAtPosition(file, readFileSync(file, "utf8").indexOf(word));
  return ts.displayPartsToString(info?.documentation);
}

beforeAll(() => {
  const archive = pack(scratch);
  makeProject(
    fromArchive,
    { name: "nodejs" },
    {
      "@pulumi/command": command,
      "@pulumi/digitalocean": digitalocean,
      "@pulumi/pulumi": oldest,
      "@pulumi/tls": tls,
      "open-infrastructure": `file:${archive}`,
    },
    { typescript: ts.version },
  );
  cpSync(join(__dirname, "programs/shop.ts"), join(fromArchive, "index.ts"));
  const compilerOptions = { strict: true, target: "es2022", module: "nodenext", outDir: fromGit, types: [] };
  writeFileSync(join(fromArchive, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
});

afterAll(() => {
  rehearse(fromArchive, "down", "--keep-cache");
  rmSync(scratch, { recursive: true, force: true });
});

describe("a project in TypeScript that has the package from an archive", () => {
  test("gets compiled code and its types, and no sources", () => {
    const files = readdirSync(join(fromArchive, "node_modules/open-infrastructure"), { recursive: true }) as string[];
    expect(files).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "PulumiPlugin.yaml", "schema.json"]),
    );
    expect(files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))).toEqual([]);
  });

  test("has one copy of each SDK, whichever it brought itself", () => {
    for (const sdk of sdks) {
      const found = run(fromArchive, "npm", "ls", sdk, "--all", "--parseable").trim().split("\n");
      expect([...new Set(found)]).toEqual([join(fromArchive, "node_modules", sdk)]);
    }
    const { version } = JSON.parse(
      readFileSync(join(fromArchive, "node_modules/@pulumi/pulumi/package.json"), "utf8"),
    ) as { version: string };
    expect(version).toBe(oldest);
  });

  test("compiles strictly, the package's types included", () => {
    mkdirSync(fromGit);
    expect(run(fromArchive, join(fromArchive, "node_modules/.bin/tsc"))).toBe("");
  });

  test("is told by the editor what each class and input is for", () => {
    expect(told("Website(")).toMatch(/^Static pages over HTTPS/);
    expect(told("repository:")).toMatch(/^HTTPS address of the git repository/);
    expect(told("acme:")).toMatch(/^Where certificates come from/);
  });

  test("shows its plan without a machine", () => {
    const { status, stdout } = rehearse(fromArchive, "preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    expect(steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).toContain("create website-site");
    expect(status).toBe(0);
  });

  test("is rehearsed on a machine of its own, whose website is there for visitors", () => {
    const { status, stderr } = rehearse(fromArchive, "up");
    expect(stderr).not.toContain("error");
    expect(status).toBe(0);
    const outputs = JSON.parse(rehearse(fromArchive, "outputs", "--json").stdout) as { url: string; motto: string };
    expect(outputs).toEqual({ url: "https://www.example.org/", motto: "as cheap as honest" });
    const visit = rehearse(fromArchive, "client", "--", "curl", "-sS", "--fail", outputs.url);
    expect(visit).toMatchObject({ status: 0, stderr: "" });
    expect(visit.stdout).toMatch(/<title>[^<]+<\/title>/);
  });

  test("changes nothing by a second run", () => expect(changes(fromArchive)).toEqual(["same"]));
});

describe("the same in JavaScript, which has the package from a git repository", () => {
  const modules = join(fromGit, "node_modules");

  beforeAll(() => {
    const program = readFileSync(join(fromGit, "index.js"));
    rmSync(fromGit, { recursive: true });
    makeProject(fromGit, { name: "nodejs", options: { typescript: false } }, { "open-infrastructure": splitOff() });
    writeFileSync(join(fromGit, "index.js"), program);
  });

  test("gets what the archive has", () => {
    const list = (directory: string): string[] =>
      (readdirSync(join(directory, "node_modules/open-infrastructure"), { recursive: true }) as string[]).sort();
    expect(list(fromGit)).toEqual(list(fromArchive));
  });

  test("has one copy of each SDK", () => {
    const copies = run(fromGit, "find", modules, "-path", "*/@pulumi/*", "-prune", "-print").trim().split("\n");
    expect(copies.sort()).toEqual(sdks.map((sdk) => join(modules, sdk)).sort());
  });

  test("finds everything as it is", () => expect(changes(fromGit)).toEqual(["same"]));
});

/** What a run of `up` did, each kind of step once. */
function changes(project: string): string[] {
  const log = join(scratch, "events");
  const { status, stderr } = rehearse(project, "up", "--event-log", log);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const events = readFileSync(log, "utf8").trim().split("\n");
  const steps = events.map((line) => JSON.parse(line) as { resourcePreEvent?: { metadata: { op: string } } });
  return [...new Set(steps.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.op ?? []))];
}
