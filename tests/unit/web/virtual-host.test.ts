import * as pulumi from "@pulumi/pulumi";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkedHeaders,
  headersFile,
  securityHeaders,
  type SecurityHeadersArgs,
} from "../../../components/web/headers";
import { earlyCertificate, virtualHost, virtualHostScript } from "../../../components/web/virtual-host";
import { expectGolden, shellcheck } from "../golden";
import { pretendEngine, settled, valueOf } from "../harness";

const site = { name: "website", domain: "www.example.org" };

afterEach(settled);

test("a site of static pages", () => {
  const script = virtualHostScript({ ...site, aliases: ["example.org"], root: "/srv/www/website/current" });
  shellcheck(script);
  expectGolden("virtual-host-pages.sh", script);
});

test("its certificate ahead of time is for the same names, and nothing depends on it", () => {
  const aliased = { ...site, aliases: ["example.org"] };
  const early = earlyCertificate(aliased);
  shellcheck(early);
  expect(early).toMatch(/open-infrastructure-certificate --early www\.example\.org example\.org \|\| true$/);
  expect(virtualHostScript(aliased)).toMatch(/^open-infrastructure-certificate www\.example\.org example\.org$/m);
});

test.each([
  ["a site that was there", "former\n"],
  ["nothing", undefined],
])("what nginx refuses gives way to %s, after a run that was cut off too", (_what, former) => {
  const directory = mkdtempSync(join(tmpdir(), "sites-"));
  const path = join(directory, "website.conf");
  if (former !== undefined) writeFileSync(path, former);
  const run = (nginx: string) =>
    spawnSync("sh", [
      "-euc",
      [
        `put() { case $1 in *sites-enabled*|${path}) cat >"$1" ;; *) cat >/dev/null ;; esac; }`,
        "changed() { :; }",
        "systemctl() { :; }",
        'fail() { echo "$1" >&2; exit 1; }',
        `nginx() { ${nginx}; }`,
        virtualHostScript({ ...site, root: "/srv/www" })
          .replace("open-infrastructure-certificate", ":")
          .replaceAll("/etc/nginx/sites-enabled", directory),
      ].join("\n"),
    ]).status;
  const left = () => readdirSync(directory).map((name) => `${name}: ${readFileSync(join(directory, name), "utf8")}`);
  expect([run("exit 137"), run("return 1")]).toEqual([137, 1]);
  expect(left()).toEqual(former === undefined ? [] : ["website.conf: former\n"]);
  expect([run("exit 137"), run("return 0")]).toEqual([137, 0]);
  expect(left()).toEqual([expect.stringContaining("server_name www.example.org;")]);
  rmSync(directory, { recursive: true });
});

test("an application behind nginx", () => {
  const proxy = { address: "http://unix:/run/forge/forge.sock", largestRequest: 0, streams: true, patience: 600 };
  expectGolden("virtual-host-proxy.conf", virtualHost({ ...site, proxy, headers: { contentSecurityPolicy: "" } }));
});

test("a site with locations of its own", () => {
  const text = virtualHost({ ...site, extra: "location = /hook {\n  return 204;\n}\n" });
  expect(text).toContain("\n  location = /hook {\n    return 204;\n  }\n");
});

test("a site without further names redirects none", () => {
  expect(virtualHost({ ...site, root: "/srv/www" }).match(/^server \{$/gm)).toHaveLength(2);
});

test("every location that adds a header sends the security headers too", () => {
  const text = virtualHost({ ...site, aliases: ["example.org"], root: "/srv/www" });
  expect(text).not.toContain("add_header");
  expect(text.match(/include \/etc\/nginx\/snippets\/open-infrastructure-website-headers.conf;/g)).toHaveLength(3);
});

test("an application's own headers aren't sent beside ours", () => {
  const text = virtualHost({ ...site, proxy: { address: "http://127.0.0.1:3000" }, headers: { frameOptions: "" } });
  expect(text).toContain("proxy_hide_header Content-Security-Policy;");
  expect(text).not.toContain("proxy_hide_header X-Frame-Options;");
});

test("security headers are strict unless told otherwise", () => {
  expectGolden("headers.conf", headersFile());
  expect(securityHeaders({ hstsSubdomains: true, hstsPreload: true })["Strict-Transport-Security"]).toBe(
    "max-age=63072000; includeSubDomains; preload",
  );
  expect(securityHeaders({ hstsSeconds: 0, embedderPolicy: "", referrerPolicy: "same-origin" })).toMatchObject({
    "Strict-Transport-Security": "max-age=0",
    "Referrer-Policy": "same-origin",
  });
  expect(securityHeaders({ embedderPolicy: "" })).not.toHaveProperty("Cross-Origin-Embedder-Policy");
});

test.each<[SecurityHeadersArgs, string]>([
  [
    { contentSecurityPolicy: 'default-src "none"' },
    'headers.contentSecurityPolicy must be printable characters without ", \\ and $',
  ],
  [{ referrerPolicy: "no-referrer\nX-Evil: 1" }, "headers.referrerPolicy must be printable"],
  [{ permissionsPolicy: "$host" }, "headers.permissionsPolicy must be printable"],
  [{ referrerPolicy: "dény" }, "headers.referrerPolicy must be printable"],
  [{ hstsSeconds: -1 }, "headers.hstsSeconds must be a whole number from 0 to 315360000"],
  [{ hstsSubdomains: "yes" as never }, "headers.hstsSubdomains must be true or false"],
  [{ hstsPreload: true }, "headers.hstsPreload needs headers.hstsSubdomains"],
])("refuses %j", (headers, message) => {
  pretendEngine();
  const resource = new pulumi.ComponentResource("test:index:Test", "test");
  expect(() => checkedHeaders(resource, "headers", headers)).toThrow(message);
});

test("headers that are known later pass through", async () => {
  pretendEngine();
  const resource = new pulumi.ComponentResource("test:index:Test", "test");
  const later = { hstsPreload: true, hstsSubdomains: pulumi.output(true) };
  expect(await valueOf(checkedHeaders(resource, "headers", later))).toEqual({
    hstsPreload: true,
    hstsSubdomains: true,
  });
  expect(await valueOf(checkedHeaders(resource, "headers", undefined))).toEqual({});
});
