import { posix } from "node:path";
import { headings, links, plain } from "./markdown";
import { index, resolveLink, type Sources } from "./pages";

/** A part of the list of all pages. */
export interface Section {
  title: string;
  pages: { title: string; address: string }[];
}

/** The list of all pages: in the order of docs/README.md, with what that one leaves out behind its neighbours. */
export function navigation(repository: string, { pages }: Sources): Section[] {
  const text = pages.get(index)!.text;
  const listed = new Map<string, string>();
  const sections = text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const title = plain(part.split("\n")[0]!);
      const paths = links(part).flatMap(({ target, text: words }) => {
        const path = resolveLink(repository, index, target)?.path;
        if (path === undefined || !pages.has(path) || listed.has(path)) return [];
        listed.set(path, plain(words));
        return [path];
      });
      return { title, paths };
    });
  for (const path of [...pages.keys()].sort())
    if (path.startsWith("docs/") && path !== index && !listed.has(path)) {
      const neighbours = sections.find(({ paths }) =>
        paths.some((other) => posix.dirname(other) === posix.dirname(path)),
      );
      (neighbours ?? sections.at(-1))?.paths.push(path);
    }
  return sections
    .filter(({ paths }) => paths.length > 0)
    .map(({ title, paths }) => ({
      title,
      pages: paths.map((path) => {
        const page = pages.get(path)!;
        return { title: listed.get(path) ?? titleOf(page.text, path), address: page.address };
      }),
    }));
}

/** What a page is called: its first heading. */
export function titleOf(text: string, path: string): string {
  const first = headings(text).find(({ level }) => level === 1);
  return first ? plain(first.title) : path;
}
