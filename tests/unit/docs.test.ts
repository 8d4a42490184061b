import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

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
  const targets = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)/g)].map(([, target]) => target!);
  const missing = targets.filter((target) => {
    const [path = "", heading] = target.split("#");
    const file = path === "" ? join(repository, page) : join(repository, dirname(page), path);
    return !existsSync(file) || (heading !== undefined && !anchors(readFileSync(file, "utf8")).includes(heading));
  });
  expect(missing).toEqual([]);
});

/** The names under which a page's headings can be linked to. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("the README's program has the right types", () => {
  const readme = readFileSync(join(repository, "README.md"), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace('"open-infrastructure"', '"./components/index"');
  const file = join(repository, "readme-example.ts");
  const config = ts.readConfigFile(join(repository, "tsconfig.base.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, files: [] }, ts.sys, repository);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.readFile = (path) => (path === file ? program : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, program, ts.ScriptTarget.ES2023) : getSourceFile(path, ...rest);
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([file], { ...options, noEmit: true }, host));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
}, 60_000);
