import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version as command } from "@pulumi/command/package.json";
import { version as digitalocean } from "@pulumi/digitalocean/package.json";
import { version as tls } from "@pulumi/tls/package.json";
import ts from "typescript";
import { dependencies as ranges } from "../../components/package.json";
import { pack } from "../package";
import { makeProject, run, sdks, SomebodyElse } from "./somebody-else";

const shop = new SomebodyElse();
const project = join(shop.scratch, "from-archive");
/** The oldest SDK that the package promises to work with: what others bring needn't be what this repository has. */
const oldest = ranges["@pulumi/pulumi"].slice(1);

/** What an editor tells of the word in the program. */
function told(word: string): string {
  const file = join(project, "index.ts");
  const { options } = ts.getParsedCommandLineOfConfigFile(
    join(project, "tsconfig.json"),
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
    getCurrentDirectory: () => project,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    useCaseSensitiveFileNames: () => true,
  });
  const info = service.getQuickInfoAtPosition(file, readFileSync(file, "utf8").indexOf(word));
  return ts.displayPartsToString(info?.documentation);
}

beforeAll(() => {
  const archive = pack(shop.scratch);
  makeProject(
    project,
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
  cpSync(join(__dirname, "programs/shop.ts"), join(project, "index.ts"));
  const compilerOptions = { strict: true, target: "es2022", module: "nodenext", noEmit: true, types: [] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
});

afterAll(() => shop.end(project));

describe("a project in TypeScript that has the package from an archive", () => {
  test("gets compiled code and its types, and no sources", () => {
    const files = readdirSync(join(project, "node_modules/open-infrastructure"), { recursive: true }) as string[];
    expect(files).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "PulumiPlugin.yaml", "schema.json"]),
    );
    expect(files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))).toEqual([]);
  });

  test("has one copy of each SDK, whichever it brought itself", () => {
    for (const sdk of sdks) {
      const found = run(project, "npm", "ls", sdk, "--all", "--parseable").trim().split("\n");
      expect([...new Set(found)]).toEqual([join(project, "node_modules", sdk)]);
    }
    const { version } = JSON.parse(readFileSync(join(project, "node_modules/@pulumi/pulumi/package.json"), "utf8")) as {
      version: string;
    };
    expect(version).toBe(oldest);
  });

  test("compiles strictly, the package's types included", () => {
    expect(run(project, join(project, "node_modules/.bin/tsc"))).toBe("");
  });

  test("is told by the editor what each class and input is for", () => {
    expect(told("Website(")).toMatch(/^Static pages over HTTPS/);
    expect(told("repository:")).toMatch(/^HTTPS address of the git repository/);
    expect(told("acme:")).toMatch(/^Where certificates come from/);
  });

  test("shows its plan without a machine", () => {
    const { status, stdout } = shop.rehearse(project, "preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    expect(steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).toContain("create website-site");
    expect(status).toBe(0);
  });

  test("is rehearsed on a machine of its own, whose website is there for visitors", () => {
    const { status, stderr } = shop.rehearse(project, "up");
    expect(stderr).not.toContain("error");
    expect(status).toBe(0);
    const outputs = JSON.parse(shop.rehearse(project, "outputs", "--json").stdout) as { url: string; motto: string };
    expect(outputs).toEqual({ url: "https://www.example.org/", motto: "as cheap as honest" });
    const visit = shop.rehearse(project, "client", "--", "curl", "-sS", "--fail", outputs.url);
    expect(visit).toMatchObject({ status: 0, stderr: "" });
    expect(visit.stdout).toMatch(/<title>[^<]+<\/title>/);
  });

  test("changes nothing by a second run", () => expect(shop.changes(project)).toEqual(["same"]));
});
