import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readFragments, section, sectionOf, withSection } from "./changelog";
import { setVersions } from "./versions";

/** What speaks against a release; nothing was touched. */
export class Refused extends Error {}

export interface Release {
  repository: string;
  version: string;
  /** `2026-11-24` */
  date: string;
  dryRun?: boolean;
  /** Makes what is made from the sources, in the repository. */
  generate: (repository: string) => void;
}

const usage = "npm run release -- VERSION [--dry-run], for example npm run release -- 0.2.0";
const part = String.raw`(0|[1-9]\d{0,8})`;
const shape = new RegExp(String.raw`^${part}\.${part}\.${part}(-rc\.[1-9]\d{0,8})?$`);

/** Commits and tags a release, and pushes nothing; one that was cut off before its tag gets it. Returns its section of the changelog. */
export function release({ repository, version, date, dryRun = false, generate }: Release): string {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();
  const tag = `v${version}`;
  if (!shape.test(version)) throw new Refused(`"${version}" is no version such as 0.2.0 or 1.0.0-rc.1`);
  if (git("status", "--porcelain") !== "")
    throw new Refused(
      "there are changes that aren't committed: commit them, or discard them by git reset --hard and git clean -d --force, as after a release that was cut off",
    );
  const tags = git("tag", "--list", "v*")
    .split("\n")
    .filter((name) => shape.test(name.slice(1)));
  if (tags.includes(tag)) throw new Refused(`there is a tag ${tag} already`);
  const later = tags.find((name) => compare(name.slice(1), version) > 0);
  if (later !== undefined) throw new Refused(`${version} is older than ${later}`);
  const changelog = join(repository, "CHANGELOG.md");
  const setTag = (text: string) => {
    const message = `${version}\n\n${text.replaceAll(/^#+ /gm, "")}`;
    if (!dryRun) git("tag", "--annotate", tag, "--message", message);
    return text;
  };
  if (git("log", "-1", "--format=%s") === `Release ${version}`)
    return setTag(sectionOf(readFileSync(changelog, "utf8"), version));
  const fragments = checked(() => readFragments(repository));
  if (fragments.length === 0) throw new Refused("nothing to release: there is no file in changelog/unreleased/");

  const added = section(version, date, fragments);
  if (dryRun) return added;
  const before = git("rev-parse", "HEAD");
  try {
    writeFileSync(changelog, withSection(readFileSync(changelog, "utf8"), added));
    for (const { file } of fragments) rmSync(join(repository, file));
    setVersions(repository, git("ls-files", "examples/*package.json").split("\n").filter(Boolean), version);
    generate(repository);
    git("add", "--all");
    git("commit", "--quiet", "--message", `Release ${version}`);
    return setTag(added);
  } catch (error) {
    // It was clean before.
    git("reset", "--quiet", "--hard", before);
    git("clean", "--quiet", "--force", "-d");
    throw error;
  }
}

/** Whether one version comes before another (negative) or after it (positive). */
function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => {
    const [numbers = "", candidate] = version.split("-rc.");
    return [...numbers.split(".").map(Number), candidate === undefined ? Infinity : Number(candidate)];
  }) as [number[], number[]];
  const index = a.findIndex((part, position) => part !== b[position]);
  return index < 0 ? 0 : a[index]! < b[index]! ? -1 : 1;
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : String(error));
  }
}

function main(): number {
  try {
    const options = { "dry-run": { type: "boolean" } } as const;
    const { positionals, values } = parseArgs({ options, allowPositionals: true });
    const [version, ...others] = positionals;
    if (version === undefined || others.length > 0) throw new Refused(usage);
    const dryRun = values["dry-run"] ?? false;
    const date = new Date().toISOString().slice(0, 10);
    console.log(release({ repository: resolve(__dirname, ".."), version, date, dryRun, generate }));
    console.log(dryRun ? "nothing was changed" : `committed and tagged; to publish it: git push --follow-tags`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof TypeError)) throw error;
    console.error(`${error.message}\nnothing was changed`);
    return 2;
  }
}

function generate(repository: string): void {
  execFileSync("npm", ["run", "--silent", "schema"], { cwd: repository, stdio: "inherit" });
  execFileSync("tsx", ["tests/last-release/main.ts"], { cwd: repository, stdio: "inherit" });
}

if (require.main === module) process.exitCode = main();
