import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readFragment, readFragments } from "../../../scripts/changelog";
import { Refused, release } from "../../../scripts/release";

const repository = resolve(__dirname, "../../..");
const date = "2026-11-24";

let begun: string;
let clone: string;
const git = (...args: string[]): string => execFileSync("git", args, { cwd: clone, encoding: "utf8" }).trim();
const read = (file: string): string => readFileSync(join(clone, file), "utf8");
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(clone, file)), { recursive: true });
  writeFileSync(join(clone, file), text);
};
const generate = (directory: string): void =>
  writeFileSync(join(directory, "made.txt"), read("components/package.json"));
const attempt = (version: string, more: { dryRun?: boolean; generate?: (directory: string) => void } = {}) =>
  release({ repository: clone, version, date, generate, ...more });

/** What a release reads and writes, as it is here, committed. */
beforeAll(() => {
  clone = begun = mkdtempSync(join(tmpdir(), "release-"));
  const files = ["CHANGELOG.md", "package-lock.json", "*package.json", "changelog", "docs/*.md"];
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...files], {
    cwd: repository,
    encoding: "utf8",
  });
  const present = listed.split("\n").filter((name) => name !== "" && existsSync(join(repository, name)));
  for (const file of present) cpSync(join(repository, file), join(begun, file));
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "somebody");
  git("config", "user.email", "somebody@example.org");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Begin");
});
afterAll(() => rmSync(begun, { recursive: true }));
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "release-"));
  cpSync(begun, clone, { recursive: true });
});
afterEach(() => rmSync(clone, { recursive: true }));

test("a release has its section, its version everywhere, and a tag", () => {
  const before = readFragments(clone).length;
  write("changelog/unreleased/one-fix.md", "---\nkind: fixed\n---\n\nA thing works\nagain.\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Fix a thing");
  attempt("7.8.9");

  const changelog = read("CHANGELOG.md");
  expect(changelog).toMatch(
    /^# Changelog\n\n[^]*\n## 7\.8\.9 - 2026-11-24\n\n(### Added\n\n- [^]*\n\n)?### Fixed\n\n(- [^]*\n)?- A thing works\n {2}again\.\n/,
  );
  expect(changelog.match(/^- /gm)!.length).toBeGreaterThanOrEqual(before + 1);
  const versions = git("ls-files", "*package.json")
    .split("\n")
    .map((file) => JSON.parse(read(file)) as { name: string; version?: string; dependencies?: Record<string, string> });
  const own = versions.filter(({ name }) => name.startsWith("open-infrastructure"));
  expect(own.length).toBeGreaterThan(3);
  expect(own.map(({ version }) => version)).toEqual(own.map(() => "7.8.9"));
  const ranges = versions.flatMap(({ dependencies }) => dependencies?.["open-infrastructure"] ?? []);
  expect(ranges.length).toBeGreaterThan(0);
  expect(new Set(ranges)).toEqual(new Set(["^7.8.9"]));
  const { version, packages } = JSON.parse(read("package-lock.json")) as {
    version: string;
    packages: Record<string, { version: string }>;
  };
  expect([version, packages[""]!.version, packages.components!.version]).toEqual(["7.8.9", "7.8.9", "7.8.9"]);
  expect(read("docs/comparison.md")).toContain("is version 7.8.9");
  expect(read("made.txt")).toContain('"version": "7.8.9"');

  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "-1", "--format=%s")).toBe("Release 7.8.9");
  expect(git("cat-file", "-t", "v7.8.9")).toBe("tag");
  expect(git("tag", "--list", "--format=%(contents)", "v7.8.9")).toMatch(/^7\.8\.9\n[^]*A thing works/);
  expect(readFragments(clone)).toEqual([]);

  // And the next one goes above it.
  expect(() => attempt("7.9.0")).toThrow("nothing to release");
  write("changelog/unreleased/two.md", "---\nkind: added\n---\n\nTwo.\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Two");
  attempt("7.9.0");
  expect(read("CHANGELOG.md").match(/^## .*/gm)).toEqual(["## 7.9.0 - 2026-11-24", "## 7.8.9 - 2026-11-24"]);
});

test.each([
  ["a version that is none", "1.2", () => undefined, '"1.2" is no version such as 0.2.0'],
  ["a version that nobody counts to", "1.99999999999999999999.0", () => undefined, "is no version"],
  ["a tag in place of a version", "v1.2.0", () => undefined, "is no version"],
  ["a change that isn't committed", "9.0.0", () => write("new.txt", "x"), "aren't committed"],
  ["a tag that is there", "9.0.0", () => git("tag", "v9.0.0"), "there is a tag v9.0.0 already"],
  ["a version that is older", "0.9.0", () => git("tag", "v0.10.0"), "0.9.0 is older than v0.10.0"],
  ["a candidate after its release", "9.0.0-rc.2", () => git("tag", "v9.0.0"), "9.0.0-rc.2 is older than v9.0.0"],
  ["nothing new", "9.0.0", () => (git("rm", "-rq", "changelog"), git("commit", "-qm", "x")), "nothing to release"],
  [
    "a change without a kind",
    "9.0.0",
    () => (write("changelog/unreleased/x.md", "Something.\n"), git("add", "--all"), git("commit", "-qm", "x")),
    'changelog/unreleased/x.md: must begin with three lines, "---", "kind: KIND"',
  ],
])("%s is refused, and nothing is touched", (_, version, prepare, message) => {
  prepare();
  const seen = (): string[] => [
    git("rev-parse", "HEAD"),
    git("status", "--porcelain"),
    git("tag"),
    read("CHANGELOG.md"),
  ];
  const before = seen();
  expect(() => attempt(version)).toThrow(Refused);
  expect(() => attempt(version)).toThrow(message);
  expect(seen()).toEqual(before);
});

test("a dry run shows the section, one that fails half-way leaves nothing behind", () => {
  const head = git("rev-parse", "HEAD");
  expect(attempt("9.0.0", { dryRun: true })).toMatch(/^## 9\.0\.0 - 2026-11-24\n/);
  const fail = (): never => {
    write("half.txt", "x");
    throw new Error("no schema");
  };
  expect(() => attempt("9.0.0", { generate: fail })).toThrow("no schema");
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain"), git("tag")]).toEqual([head, "", ""]);
  expect(readdirSync(clone)).not.toContain("half.txt");
});

test("a release whose tag can't be made leaves nothing behind, and one that was killed before it gets it", () => {
  const head = git("rev-parse", "HEAD");
  // A directory in its place.
  mkdirSync(join(clone, ".git/refs/tags/v9.0.0/in/the/way"), { recursive: true });
  write(".git/refs/tags/v9.0.0/in/the/way/x", head);
  expect(() => attempt("9.0.0")).toThrow("v9.0.0");
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain")]).toEqual([head, ""]);
  rmSync(join(clone, ".git/refs/tags/v9.0.0"), { recursive: true });

  const added = attempt("9.0.0");
  git("tag", "--delete", "v9.0.0");
  const released = git("rev-parse", "HEAD");
  expect(attempt("9.0.0").trim()).toBe(added.trim());
  expect([git("rev-parse", "v9.0.0^{commit}"), git("rev-parse", "HEAD")]).toEqual([released, released]);
  expect(() => attempt("9.0.0")).toThrow("there is a tag v9.0.0 already");
});

test("every change that isn't released says what kind it is", () => {
  expect(() => readFragments(repository)).not.toThrow();
  expect(readFileSync(join(repository, "CHANGELOG.md"), "utf8")).not.toMatch(/^## Unreleased/m);
});

test.each([
  ["a/Some Thing.md", "---\nkind: added\n---\n\nText.\n", "the name must be a few words in small letters"],
  ["a/x.md", "---\nkind: better\n---\n\nText.\n", "KIND is one of added, changed"],
  ["a/x.md", "---\nkind: added\n---\n\n", "says nothing below its kind"],
  ["a/x.md", "---\nkind: added\n---\n\n- a\n- b\n", "must be plain sentences"],
])("a change is refused: %s %j", (file, content, problem) => {
  expect(readFragment(file, content)).toContain(problem);
});
