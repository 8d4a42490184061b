import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { headings, leadsAway, links } from "../../../tools/docs-site/markdown";
import { external, write } from "../../../tools/docs-site/main";
import { navigation } from "../../../tools/docs-site/navigation";
import { documents, resolveLink, sources } from "../../../tools/docs-site/pages";
import { componentOf, type Schema } from "../../../tools/docs-site/reference";
import { site } from "../../../tools/docs-site/site";

const repository = resolve(__dirname, "../../..");
const schema = JSON.parse(readFileSync(join(repository, "components/schema.json"), "utf8")) as Schema;
const made = site();
const pages = [...made].filter(([path]) => path.endsWith(".md")).map(([path, text]) => ({ path, text: String(text) }));

/** The file that an address of the site is made from. */
const fileOf = (address: string) => (address.endsWith("/") ? `${address.slice(1)}index.md` : address.slice(1));

test("every page of docs/ is on the site, and in the list of all pages", () => {
  const listed = navigation(repository, sources(repository)).flatMap((section) => section.pages);
  const addresses = documents(repository).map((path) =>
    path
      .slice(4)
      .replace(/(README)?\.md$/, "")
      .replace(/[^/]$/, "$&/"),
  );
  expect(listed.map(({ address }) => address)).toEqual(
    expect.arrayContaining(addresses.filter((address) => address !== "/")),
  );
  expect(addresses.filter((address) => !made.has(fileOf(address)))).toEqual([]);
});

test("docs/README.md lists every page of docs/", () => {
  const start = "docs/README.md";
  const listed = links(readFileSync(join(repository, start), "utf8")).map(
    ({ target }) => resolveLink(repository, start, target)?.path,
  );
  expect(documents(repository).filter((path) => path !== start && !listed.includes(path))).toEqual([]);
});

test("every link of the site leads to a page and a heading of it", () => {
  const lost = pages.flatMap(({ path, text }) => {
    const written = [...text.matchAll(/href="([^"]+)"/g)].map(([, target]) => target!);
    return [...links(text).map(({ target }) => target), ...written]
      .filter((target) => !leadsAway(target))
      .filter((target) => {
        const [address, heading] = target.split("#");
        const file = address === "" ? path : fileOf(address!);
        if (!made.has(file)) return true;
        const text = String(made.get(file));
        const ids = [
          ...headings(text).map(({ id }) => id),
          ...[...text.matchAll(/^id: "(.+)"$/gm)].map(([, id]) => id),
        ];
        return heading !== undefined && !ids.includes(heading);
      })
      .map((target) => `${path}: ${target}`);
  });
  expect(lost).toEqual([]);
});

test("every component has a page, with every input and output of the schema", () => {
  const found = pages.map(({ path, text }) => {
    const name = componentOf(schema, `docs/${path.replace(/\/index\.md$/, ".md")}`);
    return { name, text };
  });
  for (const [token, { inputProperties = {}, properties = {} }] of Object.entries(schema.resources)) {
    const page = found.find(({ name }) => name !== undefined && token.endsWith(`:${name}`));
    const ids = [...(page?.text ?? "").matchAll(/<dt id="([^"]+)">/g)].map(([, id]) => id);
    const wanted = [
      ...Object.keys(inputProperties).map((name) => `input-${name.toLowerCase()}`),
      ...Object.keys(properties).map((name) => `output-${name.toLowerCase()}`),
    ];
    expect([token, ids]).toEqual([token, expect.arrayContaining(wanted)]);
  }
});

test("a generated input says type, need, default and allowed values", () => {
  const text = String(made.get("components/website/index.md"));
  expect(text).toContain(
    '<dt id="input-domain"><code>domain</code> <span class="type">string</span> <span class="needed">needed</span></dt>',
  );
  expect(text).toContain('<dd>Branch or tag to publish. <span class="default">Default: <code>main</code>.</span></dd>');
  expect(text).toContain('<a href="#securityheadersargs">SecurityHeadersArgs</a>');
  const hosting = String(made.get("components/code-hosting/index.md"));
  expect(hosting).toContain(
    '<dt><code>&quot;gogs&quot;</code> <span class="type">CodeHostingSoftware.Gogs</span></dt>',
  );
});

test("nothing on it needs an exception from the strictest policy", () => {
  const texts = [...made].filter(([path]) => /\.(md|html|css)$/.test(path)).map(([, text]) => String(text));
  for (const text of texts) expect(text).not.toMatch(/<[^>]+ style=|<script|<style|@import|url\(|\|\s*:-+/);
});

describe("the command", () => {
  const directory = mkdtempSync(join(tmpdir(), "docs-site-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  test("writes into a repository, and again, and leaves anything else alone", () => {
    execFileSync("git", ["init", "--quiet", directory]);
    expect(write(directory)).toBe(made.size);
    writeFileSync(join(directory, "old-page.md"), "");
    write(directory);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining([".git", "_config.yml", "index.md"]));
    expect(readdirSync(directory)).not.toContain("old-page.md");
    expect(() => write(repository)).toThrow("has something else in it");
  });

  test("lists what leads elsewhere, and from where", () => {
    const strange = external().filter((line) => !/^(https?:\/\/|mailto:)\S+( \S+\.md)+$/.test(line));
    expect(strange).toEqual([]);
  });
});
