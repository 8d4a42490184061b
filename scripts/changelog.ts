import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Kinds of changes, in the order in which a changelog lists them. */
export const kinds = ["added", "changed", "deprecated", "removed", "fixed", "security"] as const;

/** One change that isn't released yet: a file in `changelog/unreleased/`. */
export interface Fragment {
  file: string;
  kind: (typeof kinds)[number];
  text: string;
}

const unreleased = "changelog/unreleased";

/** Files of changes that aren't released yet. */
export function fragmentFiles(repository: string): string[] {
  const directory = join(repository, unreleased);
  return (existsSync(directory) ? readdirSync(directory) : [])
    .filter((name) => !name.startsWith("."))
    .sort()
    .map((name) => `${unreleased}/${name}`);
}

/** The changes that aren't released yet, or an error that names every file that isn't one. */
export function readFragments(repository: string): Fragment[] {
  const read = fragmentFiles(repository).map((file) =>
    readFragment(file, readFileSync(join(repository, file), "utf8")),
  );
  const problems = read.filter((fragment) => typeof fragment === "string");
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return read.filter((fragment) => typeof fragment !== "string");
}

/** A change, or what is wrong with its file. */
export function readFragment(file: string, content: string): Fragment | string {
  if (!/\/[a-z0-9]+(-[a-z0-9]+)*\.md$/.test(file))
    return `${file}: the name must be a few words in small letters, such as faster-restore.md`;
  const [, kind, text = ""] = /^---\nkind: (\S+)\n---\n+([^]*)$/.exec(content) ?? [];
  if (!isKind(kind))
    return `${file}: must begin with three lines, "---", "kind: KIND" and "---"; KIND is one of ${kinds.join(", ")}`;
  const body = text.trim();
  if (body === "") return `${file}: says nothing below its kind`;
  if (/^(#|[-*] )/m.test(body)) return `${file}: must be plain sentences, without headings and lists`;
  return { file, kind, text: body };
}

function isKind(text: string | undefined): text is Fragment["kind"] {
  return kinds.some((kind) => kind === text);
}

/** The section of a release. */
export function section(version: string, date: string, fragments: Fragment[]): string {
  const parts = kinds.flatMap((kind) => {
    const texts = fragments
      .filter((fragment) => fragment.kind === kind)
      .map(({ text }) => `- ${text.replaceAll("\n", "\n  ")}`);
    return texts.length > 0 ? [`### ${kind[0]!.toUpperCase()}${kind.slice(1)}\n\n${texts.join("\n")}\n`] : [];
  });
  return `## ${version} - ${date}\n\n${parts.join("\n")}`;
}

/** The section of a release that is in the changelog. */
export function sectionOf(changelog: string, version: string): string {
  const start = changelog.indexOf(`\n## ${version} - `) + 1;
  const end = changelog.indexOf("\n## ", start);
  return changelog.slice(start, end < 0 ? undefined : end);
}

/** The changelog with a section more, above those that are there. */
export function withSection(changelog: string, added: string): string {
  const first = changelog.search(/^## /m);
  return first < 0
    ? `${changelog.trimEnd()}\n\n${added}`
    : `${changelog.slice(0, first)}${added}\n${changelog.slice(first)}`;
}
