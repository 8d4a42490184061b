import { readFileSync, readdirSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { fenceFor, headings, plain, withLinks } from "./markdown";
import { navigation, titleOf } from "./navigation";
import { resolveLink, sources, type Page, type Sources } from "./pages";
import { componentOf, reference, type Schema } from "./reference";
import { forJekyll } from "./jekyll";

const repository = resolve(__dirname, "../..");
const theme = join(__dirname, "theme");

/** The source of the site for Jekyll: what is in each file, by path. */
export function site(): Map<string, string | Buffer> {
  const found = sources(repository);
  const schema = JSON.parse(readFileSync(join(repository, "components/schema.json"), "utf8")) as Schema;
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };
  const made = new Map<string, string | Buffer>();
  for (const path of readdirSync(theme, { recursive: true, withFileTypes: true }))
    if (path.isFile()) {
      const file = join(path.parentPath, path.name);
      made.set(file.slice(theme.length + 1), readFileSync(file));
    }
  made.set("_data/navigation.json", json(navigation(repository, found)));
  made.set("_data/project.json", json({ version }));
  for (const [path, address] of found.pictures) made.set(address.slice(1), readFileSync(join(repository, path)));
  for (const page of found.pages.values()) {
    const component = componentOf(schema, page.path);
    const generated = component ? reference(schema, component) : "";
    made.set(`${page.address.slice(1)}index.md`, document(found, page, generated));
  }
  for (const file of found.files.values()) made.set(`${file.address.slice(1)}index.md`, listing(file));
  return made;
}

/** A page of docs/, with its links made links of the site, and what is generated below. */
function document(found: Sources, page: Page, generated: string): string {
  const { path, text } = page;
  const body = text.replace(/^# .+\n/m, "");
  const linked = withLinks(body, (words, target) => {
    const leads = resolveLink(repository, path, target);
    if (!leads) return /^[a-z]+:/.test(target) ? `[${words}](${target})` : words;
    const address =
      found.pictures.get(leads.path) ?? (found.pages.get(leads.path) ?? found.files.get(leads.path))!.address;
    return `[${words}](${address}${leads.heading === undefined ? "" : `#${leads.heading}`})`;
  });
  const all = forJekyll(linked) + generated;
  const contents = headings(all)
    .filter(({ level }) => level === 2)
    .map(({ title, id }) => ({ title: plain(title), id }));
  const title = titleOf(text, path);
  const id = headings(text).find(({ level }) => level === 1)?.id ?? "title";
  return frontMatter({ title, id, description: firstWords(body), source: path, contents }) + all;
}

/** A file that is no page: shown as it is. */
function listing({ path, text }: Page): string {
  const language =
    { ".ts": "ts", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".sh": "sh" }[extname(path)] ?? "text";
  const fence = fenceFor(text);
  const head = frontMatter({ title: path, id: "title", description: `The file ${path}`, source: path, contents: [] });
  return `${head}${fence}${language}\n${text.trimEnd()}\n${fence}\n`;
}

/** JSON is YAML. Braces in a page are braces, not Jekyll's own language. */
function frontMatter(values: Record<string, unknown>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `---\nlayout: page\nrender_with_liquid: false\n${lines.join("\n")}\n---\n\n`;
}

/** What search engines show: the first sentences. */
function firstWords(body: string): string {
  const paragraph = body.split(/\n{2,}/).find((part) => /^\w/.test(part.trim())) ?? "";
  const words = plain(paragraph);
  return words.length <= 160 ? words : `${words.slice(0, 157).replace(/\s\S*$/, "")} …`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
