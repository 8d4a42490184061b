import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readArguments } from "../../../rehearsal/cli/arguments";
import { parts } from "../../../tools/docs-site/markdown";
import { type Command, commandsOf } from "../../commands";

const repository = resolve(__dirname, "../../..");
const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** What follows `sh` where a command can't be tried on any computer. */
const marks: (string | undefined)[] = ["account", "server"];

/** How commands begin that are no scripts of ours and work anywhere, with the file that runs them. */
const runBy: Record<string, string> = {
  "npm ci": ".ci/run",
  "npm install": "tests/rehearsal/somebody-else.ts",
  "npm pack": "tests/package.ts",
  "npm test": ".ci/run",
  "gomobile bind -target=android -androidapi 24 -o greeting.aar ./greeting":
    "images/android-go-mobile/example/.woodpecker.yaml",
};

/** Commands that only lead to where others are typed. */
const steps = /^(cd|mkdir|git clone|printf) /;

const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: repository,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((page) => !/^(rehearsal\/internet\/sites|tests\/unit\/golden)\//.test(page))
  .filter((page) => existsSync(join(repository, page)));

test.each(pages)("every command of %s is tried, checked, or says what it needs", (page) => {
  const wrong = commandsOf(page).flatMap((command) =>
    problems(command).map((problem) => `${where(command)} ${problem}`),
  );
  expect(wrong).toEqual([]);
});

test.each(pages)("every npm command in the text of %s exists", (page) => {
  const prose = parts(readFileSync(join(repository, page), "utf8")).filter(({ fence }) => fence === undefined);
  const written = prose.flatMap(({ text }) =>
    [...text.matchAll(/`(npm run [^`]*|-- [a-z][^`]*)`/g)].map(([, code]) => code!),
  );
  const wrong = written
    .map((code) => (code.startsWith("-- ") ? `npm run rehearse ${code}` : code))
    .map((code) => code.replace(/[[\]|…]/g, " ").replace(/\bCMD\b/, "true"))
    .flatMap((code) => notOurs(code) ?? []);
  expect(wrong).toEqual([]);
});

test("a command that nobody tries is found", () => {
  const command = (text: string, needs?: string) => ({ page: "a.md", line: 1, text, needs });
  expect(problems(command("rm -rf /"))).toEqual(["is run by no test: mark its block `sh account` or `sh server`"]);
  expect(problems(command("npm ci && npm run nothing"))).toEqual(["there is no script nothing"]);
  expect(problems(command("npm run rehearse -- up --colour"))).toEqual([expect.stringContaining("--colour")]);
  expect(problems(command("npm run bench -- --rounds 3 --fast"))).toEqual(["bench has no option --fast"]);
  expect(problems(command("pulumi up", "account"))).toEqual([]);
  expect(problems(command("pulumi up", "whatever"))).toEqual(["its block says `whatever`, and not account or server"]);
});

function problems({ text, needs }: Command): string[] {
  if (needs !== undefined && !marks.includes(needs))
    return [`its block says \`${needs}\`, and not ${marks.join(" or ")}`];
  return text.split(/ (?:&&|\|) /).flatMap((part) => {
    if (part.startsWith("npm run ")) return notOurs(part) ?? [];
    if (needs !== undefined || isRun(part) || steps.test(part)) return [];
    return ["is run by no test: mark its block `sh account` or `sh server`"];
  });
}

function isRun(command: string): boolean {
  const run = Object.keys(runBy).find((start) => command === start || command.startsWith(`${start} `));
  if (run === undefined) return false;
  return readFileSync(join(repository, runBy[run]!), "utf8")
    .replace(/["',[\] ]+/g, " ")
    .includes(run);
}

/** What is wrong with a call of a script of ours: no such script, or none of its files knows the option. */
function notOurs(command: string): string[] | undefined {
  const [, name = "", rest = ""] = /^npm run (?:--?s(?:ilent)? )?(\S+)(.*)$/.exec(command) ?? [];
  const script = scripts[name];
  if (script === undefined) return [`there is no script ${name}`];
  const words = rest.trim().split(/\s+/).filter(Boolean).slice(1);
  if (name === "rehearse") return refused(words);
  const main = /tsx (\S+)/.exec(script)?.[1];
  if (main === undefined) return undefined;
  const sources = readdirSync(join(repository, dirname(main)))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(repository, dirname(main), file), "utf8"))
    .join("\n");
  return words
    .filter((word) => word.startsWith("--") && !new RegExp(`["'\`]?(--)?${word.slice(2)}\\b`).test(sources))
    .map((word) => `${name} has no option ${word}`);
}

function refused(words: string[]): string[] {
  try {
    readArguments(words);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function where({ page, line, text }: Command): string {
  return `${page}:${line} \`${text}\``;
}
