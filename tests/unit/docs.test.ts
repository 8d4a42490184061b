import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { headings, leadsAway, links } from "../../tools/docs-site/markdown";

const repository = resolve(__dirname, "../..");
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: repository,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((page) => !page.startsWith("rehearsal/internet/sites/"));

test.each(pages)("the links of %s lead somewhere", (page) => {
  const text = readFileSync(join(repository, page), "utf8");
  const targets = links(text).filter(({ target }) => !leadsAway(target));
  const missing = targets.filter(({ target }) => {
    const [path = "", heading] = target.split("#");
    const file = path === "" ? join(repository, page) : join(repository, dirname(page), path);
    if (!existsSync(file)) return true;
    return heading !== undefined && !headings(readFileSync(file, "utf8")).some(({ id }) => id === heading);
  });
  expect(missing.map(({ target, line }) => `${page}:${line} ${target}`)).toEqual([]);
});

test("the README's program has the right types", () => {
  const readme = readFileSync(join(repository, "README.md"), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace('"open-infrastructure"', '"./components/index"');
  const file = join(repository, "readme-example.ts");
  const config = ts.readConfigFile(join(repository, "components/tsconfig.base.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, files: [] }, ts.sys, repository);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.readFile = (path) => (path === file ? program : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, program, ts.ScriptTarget.ES2023) : getSourceFile(path, ...rest);
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([file], { ...options, noEmit: true }, host));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});

test("a machine of the same program is waited for as the rehearsed program does", () => {
  const read = (path: string): string => readFileSync(join(repository, path), "utf8");
  const [, recipe] = read("docs/components/existing-host.md").split("## A machine that the same program makes");
  expect(read("tests/rehearsal/programs/shop.ts")).toContain(/```ts\n([\s\S]*?)```/.exec(recipe!)![1]!);
});
