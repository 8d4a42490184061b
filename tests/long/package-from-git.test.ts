import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { pack } from "../package";
import { makeProject, run, sdks, SomebodyElse } from "../rehearsal/somebody-else";

// A program in JavaScript that has the package from a git repository.
const repository = resolve(__dirname, "../..");
const shop = new SomebodyElse();
const project = join(shop.scratch, "from-git");
const modules = join(project, "node_modules");

/** A repository that is the folder of the components alone, as `git subtree split` makes it; returns its address for npm. */
function splitOff(): string {
  const directory = join(shop.scratch, "package.git");
  const compiled = ["dist", "node_modules"].map((name) => join(repository, "components", name));
  cpSync(join(repository, "components"), directory, { recursive: true, filter: (path) => !compiled.includes(path) });
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  run(directory, "git", "init", "--quiet");
  run(directory, "git", "add", ".");
  run(directory, "git", ...author, "commit", "--quiet", "--message", "Split off");
  return `git+file://${directory}`;
}

beforeAll(() => {
  makeProject(project, { name: "nodejs", options: { typescript: false } }, { "open-infrastructure": splitOff() });
  const program = readFileSync(join(__dirname, "../rehearsal/programs/shop.ts"), "utf8");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(project, "index.js"), ts.transpileModule(program, { compilerOptions }).outputText);
});

afterAll(() => shop.end(project));

test("it gets what the archive has", () => {
  const packed = run(shop.scratch, "tar", "-tzf", pack(shop.scratch)).trim().split("\n");
  const installed = readdirSync(join(modules, "open-infrastructure"), { recursive: true, withFileTypes: true });
  const files = installed.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const inPackage = files.map((file) => file.replace(join(modules, "open-infrastructure"), "package"));
  expect(inPackage.sort()).toEqual(packed.sort());
});

test("it has one copy of each SDK", () => {
  const copies = run(project, "find", modules, "-path", "*/@pulumi/*", "-prune", "-print").trim().split("\n");
  expect(copies.sort()).toEqual(sdks.map((sdk) => join(modules, sdk)).sort());
});

test("it makes a website, and changes nothing by a second run", () => {
  expect(shop.changes(project)).toContain("create");
  const visit = shop.rehearse(project, "client", "--", "curl", "-sS", "--fail", "https://www.example.org/");
  expect(visit).toMatchObject({ status: 0, stderr: "" });
  expect(shop.changes(project)).toEqual(["same"]);
});
