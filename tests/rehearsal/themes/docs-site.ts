import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { securityHeaders } from "../../../components/web/headers";
import { write } from "../../../tools/docs-site/main";
import { site as source } from "../../../tools/docs-site/site";
import { commandsOf } from "../../commands";
import type { Organisation } from "../organisation";
import { observatory } from "../scanners";
import { publish } from "./publishing";

const site = "https://www.example.org";

interface Found {
  status: number;
  /** Undefined unless it is a page. */
  page: string | undefined;
}

/** The project's documentation, built and served by its own Website. */
export function docsSiteTests(organisation: Organisation): void {
  const directory = mkdtempSync(join(tmpdir(), "docs-site-"));
  let found: Map<string, Found>;

  beforeAll(async () => {
    write(directory);
    await organisation.world.publishRepository("example/website", directory, "Publish the documentation");
    await publish(organisation);
    found = await crawl(organisation, directory);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("it starts with the list of what there is", () => {
    expect(found.get("/")?.page).toContain('<h1 id="documentation">Documentation</h1>');
    expect(found.get("/")?.page).toContain('<a href="/components/website/">Website</a>');
  });

  test("a component's page has what its author wrote and what the schema says", () => {
    const { page = "" } = found.get("/components/website/") ?? {};
    expect(page).toContain("Static pages over HTTPS on a machine with a");
    expect(page).toMatch(/<h2 id="every-input">[^]*<dt id="input-revision"><code>revision<\/code>/);
    expect(page).toContain('<span class="default">Default: <code>main</code>.</span>');
  });

  test("every page is found from the first, and every link leads to a page and a place on it", () => {
    const lost = [...found].flatMap(([address, { status, page }]) => {
      const wrong = targets(page).filter(({ path, place }) => {
        const target = found.get(path === "" ? address : path);
        return place !== undefined && !ids(target?.page).includes(place);
      });
      return [...(status === 200 ? [] : [`${address}: ${status}`]), ...wrong.map(({ href }) => `${address}: ${href}`)];
    });
    expect(lost).toEqual([]);
    const pages = [...source().keys()].filter((path) => path.endsWith("index.md"));
    expect([...found.keys()]).toEqual(expect.arrayContaining(pages.map((path) => `/${path.slice(0, -8)}`)));
  });

  test("no place on a page has two names, and no picture is without words", () => {
    for (const [address, { page = "" }] of found) {
      expect([address, ids(page)]).toEqual([address, [...new Set(ids(page))]]);
      expect([address, page.match(/<img(?![^>]* alt=)[^>]*>/g)]).toEqual([address, null]);
    }
  });

  test("the HTTP Observatory gives A+", async () => {
    const { scan } = await observatory(organisation, "www.example.org");
    expect(scan.grade).toBe("A+");
  });

  test("a page that isn't there has the strictest headers, too", async () => {
    const { stdout } = await organisation.visit("curl", "-sS", "-i", "--http1.1", `${site}/not-there/`);
    expect(stdout).toContain("There is no such page");
    for (const [name, value] of Object.entries(securityHeaders())) expect(stdout).toContain(`${name}: ${value}\r\n`);
  });
}

/** What the documentation tells operators to type on a machine of theirs works there. */
export function operatorsCommandsTests(organisation: Organisation): void {
  const pages = ["docs/tasks/when-a-build-fails.md", "docs/components/web-server.md"];
  const commands = pages.flatMap(commandsOf).filter(({ needs }) => needs === "server");

  test.each(commands.map(({ text }) => text))("%s", async (text) => {
    await expect(organisation.sh(text)).resolves.toBeDefined();
  });
}

/** Follows every link, as far as it stays on the site. */
async function crawl(organisation: Organisation, directory: string): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (let next = ["/"]; next.length > 0;) {
    const files = next.map((_, index) => ["-o", join(directory, `page-${index}`)]);
    const addresses = next.map((path, index) => [...files[index]!, site + path]).flat();
    const form = "%{http_code} %{content_type}\\n";
    const { stdout } = await organisation.visit("curl", "-sS", "--create-dirs", "-w", form, ...addresses);
    const answers = stdout.trim().split("\n");
    next.forEach((path, index) => {
      const [status, type = ""] = answers[index]!.split(" ");
      const page = type.startsWith("text/html") ? readFileSync(join(directory, `page-${index}`), "utf8") : undefined;
      found.set(path, { status: Number(status), page });
    });
    const all = next.flatMap((path) => targets(found.get(path)!.page).map((target) => target.path));
    next = [...new Set(all)].filter((path) => path !== "" && !found.has(path));
  }
  return found;
}

/** What a page links to and shows, of the same site. */
function targets(page = ""): { href: string; path: string; place: string | undefined }[] {
  return [...page.matchAll(/ (?:href|src)="([^"]*)"/g)]
    .map(([, href]) => href!)
    .filter((href) => !/^(https?|mailto):/.test(href))
    .map((href) => ({ href, path: href.split("#")[0]!, place: href.split("#")[1] }));
}

function ids(page = ""): string[] {
  return [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
}
