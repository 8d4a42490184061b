import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Website, WebServer, type WebsiteArgs } from "../../../components/index";
import { run } from "../../../rehearsal/engine/index";
import { providers } from "../../../rehearsal/providers/registry";
import { pretendEngine, settled, testHost, valueOf } from "../harness";
import { makeComponent } from "../components";

const repository = "https://git.example.net/example/website.git";

function website(name: string, args: Partial<WebsiteArgs> = {}, opts?: pulumi.ComponentResourceOptions): Website {
  return new Website(name, { host: testHost, domain: `${name}.example.org`, repository, ...args }, opts);
}

beforeEach(() => void pretendEngine());
afterEach(settled);

test("a name on the web belongs to one service of a machine", () => {
  website("shop", { aliases: ["example.org"] });
  expect(() => website("blog", { domain: "shop.example.org" })).toThrow(
    "shop.example.org is taken on this host by Website shop already; each service needs its own",
  );
  expect(() => website("news", { aliases: ["example.org"] })).toThrow("example.org is taken on this host by Website");
});

test("sites of one name write the same files, whatever they are part of", () => {
  website("shop");
  const other = { parent: new pulumi.ComponentResource("some:index:Thing", "other") };
  expect(() => website("shop", { domain: "other.example.org" }, other)).toThrow(
    "site shop is taken on this host by Website shop already",
  );
});

test.each(["CiRunner", "CodeHosting", "ContinuousIntegration", "Documents", "MailingLists", "WebServer"])(
  "a machine has room for one %s",
  (type) => {
    makeComponent[type]!("one");
    expect(() => makeComponent[type]!("two")).toThrow(/^place for .* is taken on this host by \w+ one already/);
  },
);

test("services of several kinds, and of several machines, live side by side", async () => {
  for (const type of ["CiRunner", "CodeHosting", "ContinuousIntegration", "Documents", "MailingLists", "WebServer"])
    makeComponent[type]!(type.toLowerCase());
  website("shop");
  const beside = { ...testHost, port: 2222 };
  new WebServer("elsewhere", { host: beside, acme: { email: "ada@example.org" } });
  await valueOf(website("blog", { host: beside, domain: "shop.example.org" }).url);
});

test("a machine is known by itself before its address is", () => {
  pretendEngine({ preview: true });
  const unknown = new WebServer("web", { host: testHost, acme: { email: "ada@example.org" } }).connection;
  website("shop", { host: unknown });
  expect(() => website("blog", { host: unknown, domain: "shop.example.org" })).toThrow("is taken on this host");
});

test("a machine that is described twice is known by its address, at the preview", async () => {
  const directory = mkdtempSync(join(tmpdir(), "neighbours-"));
  const host = JSON.stringify(testHost);
  const args = `host: ${host}, domain: "shop.example.org", repository: "${repository}"`;
  const program = `import { Website } from ${JSON.stringify(resolve(__dirname, "../../../components/index"))};
    for (const name of ["shop", "blog"]) new Website(name, { ${args} });`;
  writeFileSync(join(directory, "index.ts"), program);
  writeFileSync(join(directory, "Pulumi.yaml"), "name: neighbours\nruntime: nodejs\n");
  writeFileSync(join(directory, "package.json"), '{ "main": "index.ts" }');
  symlinkSync(resolve(__dirname, "../../../node_modules"), join(directory, "node_modules"));
  const stateFile = join(directory, "dev.json");
  const { exitCode, events } = await run({
    operation: "preview",
    projectDir: directory,
    stack: "dev",
    config: {},
    stateFile,
    providers,
  });
  rmSync(directory, { recursive: true });
  const said = events.map(({ diagnosticEvent }) => diagnosticEvent?.message ?? "").join("");
  expect(said).toContain("shop.example.org is taken on this host by Website shop already; each service needs its own");
  expect(exitCode).toBe(1);
});

test("another run in the same process begins anew", () => {
  website("shop");
  pretendEngine();
  expect(() => website("shop")).not.toThrow();
});
