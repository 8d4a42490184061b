import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as components from "../../components/index";
import { headings, leadsAway, links } from "../../tools/docs-site/markdown";
import { pretendEngine, settled } from "./harness";
import { program } from "./program";

const repository = resolve(__dirname, "../..");
const read = (path: string): string => readFileSync(join(repository, path), "utf8");
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: repository,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((page) => !page.startsWith("rehearsal/internet/sites/"));

test.each(pages)("the links of %s lead somewhere", (page) => {
  const text = read(page);
  const targets = links(text).filter(({ target }) => !leadsAway(target));
  const missing = targets.filter(({ target }) => {
    const [path = "", heading] = target.split("#");
    const file = path === "" ? join(repository, page) : join(repository, dirname(page), path);
    if (!existsSync(file)) return true;
    return heading !== undefined && !headings(readFileSync(file, "utf8")).some(({ id }) => id === heading);
  });
  expect(missing.map(({ target, line }) => `${page}:${line} ${target}`)).toEqual([]);
});

test("the README's program makes a machine ready, a web server and a website", async () => {
  expect(read("README.md")).toContain(`\`\`\`ts\n${read("tests/readme.ts")}\`\`\``);
  const seen = pretendEngine();
  program("tests/readme.ts", { "open-infrastructure": components })();
  await settled();
  const made = seen.filter(({ custom }) => !custom).map(({ type }) => type.split(":").pop());
  expect(made).toEqual(["ExistingHost", "WebServer", "Website"]);
});

test("a machine of the same program is waited for as the rehearsed program does", () => {
  const [, recipe] = read("docs/components/existing-host.md").split("## A machine that the same program makes");
  expect(read("tests/rehearsal/programs/shop.ts")).toContain(/```ts\n([\s\S]*?)```/.exec(recipe!)![1]!);
});
