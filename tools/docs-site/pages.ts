import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, posix } from "node:path";
import { leadsAway, links } from "./markdown";

/** Something in the repository that is a page of the site. */
export interface Page {
  /** Where it is in the repository. */
  path: string;
  /** Where it is on the site: starts and ends with a slash. */
  address: string;
  /** Text of the file. */
  text: string;
}

/** What the site is made of. */
export interface Sources {
  /** Markdown, by path: all of docs/ and what is linked from there. */
  pages: Map<string, Page>;
  /** Other text files that pages link to, by path; shown as code. */
  files: Map<string, Page>;
  /** Pictures, by path, with their addresses. */
  pictures: Map<string, string>;
}

/** The page that the site starts with. */
export const index = "docs/README.md";

const pictureTypes = [".png", ".svg", ".jpg", ".webp"];

/** Reads docs/ and, from link to link, all of the repository that it refers to. */
export function sources(repository: string): Sources {
  const found: Sources = { pages: new Map(), files: new Map(), pictures: new Map() };
  const waiting = [index, ...documents(repository)];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (found.pages.has(path) || found.files.has(path) || found.pictures.has(path)) continue;
    if (pictureTypes.includes(extname(path))) {
      found.pictures.set(path, `/${path.replace(/^docs\//, "")}`);
      continue;
    }
    const page = { path, address: addressOf(path), text: readFileSync(join(repository, path), "utf8") };
    (path.endsWith(".md") ? found.pages : found.files).set(path, page);
    if (!path.endsWith(".md")) continue;
    const targets = links(page.text).flatMap(({ target }) => resolveLink(repository, path!, target)?.path ?? []);
    waiting.push(...targets);
  }
  refuseTwins([...found.pages.values(), ...found.files.values()]);
  return found;
}

/** The file that a link leads to, a directory's README for a directory. Undefined if there is none, or it leads away. */
export function resolveLink(
  repository: string,
  from: string,
  target: string,
): { path: string; heading: string | undefined } | undefined {
  if (leadsAway(target)) return undefined;
  const [relative = "", heading] = target.split("#");
  let path = relative === "" ? from : posix.join(posix.dirname(from), relative).replace(/\/$/, "");
  if (path.startsWith("..") || !existsSync(join(repository, path))) return undefined;
  if (statSync(join(repository, path)).isDirectory()) path = posix.join(path, "README.md");
  return existsSync(join(repository, path)) ? { path, heading } : undefined;
}

/** All pages below docs/, committed or not yet. */
export function documents(repository: string): string[] {
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "docs/*.md"];
  return execFileSync("git", listed, { cwd: repository, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(repository, path)));
}

/** `docs/components/website.md` is `/components/website/`, the README of a directory is the directory; what lies at the top is about the project. */
function addressOf(path: string): string {
  if (path === index) return "/";
  if (path === "README.md") return "/project/";
  if (/^[^/]+\.md$/.test(path)) return `/project/${path.slice(0, -3).toLowerCase()}/`;
  if (!path.endsWith(".md")) return `/files/${path.replace(/(^|\/)[._]+/g, "$1")}/`;
  const name = path.replace(/^docs\//, "").replace(/(\/README)?\.md$/, "");
  return `/${name.toLowerCase().replace(/(^|\/)[._]+/g, "$1")}/`;
}

function refuseTwins(pages: Page[]): void {
  const seen = new Map<string, string>();
  for (const { path, address } of pages) {
    const other = seen.get(address);
    if (other !== undefined) throw new Error(`${other} and ${path} would both be ${address}`);
    seen.set(address, path);
  }
}
