import { buildProgram, fetchProgram } from "../../../components/web/website-build";
import { publishProgram, receiveProgram } from "../../../components/web/website-publish";
import type { WebsiteSettings } from "../../../components/web/website-settings";
import { builderScript, pagesScript, serveScript } from "../../../components/web/website-steps";
import { buildUnit, fetchUnit, pathUnit, publishUnit, timerUnit } from "../../../components/web/website-units";
import { expectGolden, shellcheck } from "../golden";
import { valueOf } from "../harness";

const built: WebsiteSettings = {
  name: "website",
  domain: "www.example.org",
  aliases: ["example.org"],
  repository: "https://git.example.net/example/website.git",
  revision: "main",
  directory: ".",
  interval: 15,
  buildMinutes: 15,
  buildMemory: 768,
  buildNetwork: [],
  buildPackages: [],
  gemSource: "https://rubygems.org",
  deployKeys: [],
  largest: 500,
  publicStatus: false,
  headers: {},
};
const pushed: WebsiteSettings = {
  ...built,
  repository: undefined,
  deployKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIci ci"],
  publicStatus: true,
};

test.each([
  ["website-builder.sh", builderScript(built)],
  ["website-pages.sh", pagesScript(built, "builder")],
  ["website-site.sh", serveScript(built)],
  ["website-pushed-builder.sh", builderScript(pushed)],
  ["website-pushed-pages.sh", pagesScript(pushed, "builder")],
  ["website-pushed-site.sh", serveScript(pushed)],
])("the script %s", async (name, output) => {
  const script = await valueOf(output);
  shellcheck(script);
  expectGolden(name, script);
});

test.each([
  ["site-fetch", fetchProgram],
  ["site-build", buildProgram],
  ["open-infrastructure-site", publishProgram],
  ["site-receive", receiveProgram],
])("shellcheck has nothing to say about %s", (_, program) => shellcheck(program));

const units: [string, string][] = [
  ["fetch", fetchUnit(built)],
  ["build", buildUnit(built)],
  ["publish", publishUnit(built)],
  ["timer", timerUnit(built)],
  ["path", pathUnit("website", "/x")],
];

test.each(units)("the %s unit tells somebody when it fails", (_, unit) => {
  expect(unit).toContain("\nOnFailure=open-infrastructure-notify@%N.service\n");
});

test("what a repository brings along runs without a network", () => {
  expect(buildUnit(built)).toMatch(/^PrivateNetwork=yes$/m);
  expect(buildUnit(built)).toMatch(/^RestrictAddressFamilies=AF_UNIX$/m);
  expect(buildUnit(built)).not.toMatch(/^IPAddressAllow=/m);
});

test("a build reaches what the input names and nothing else", () => {
  const unit = buildUnit({ ...built, buildNetwork: ["192.0.2.7", "2001:db8::/48"] });
  expect(unit).not.toMatch(/^PrivateNetwork=/m);
  expect(unit).toMatch(/^IPAddressDeny=any$/m);
  expect(unit).toMatch(/^IPAddressAllow=127\.0\.0\.53 192\.0\.2\.7 2001:db8::\/48$/m);
});

test.each([
  ["fetch", fetchUnit(built)],
  ["build", buildUnit(built)],
])("the %s unit has a root of its own and a user without rights", (_, unit) => {
  expect(unit).toMatch(/^RootDirectory=\/var\/lib\/open-infrastructure\/sites\/website\/root$/m);
  expect(unit).toMatch(/^User=site-website$/m);
  expect(unit).toMatch(/^CapabilityBoundingSet=$/m);
  expect(unit).toMatch(/^TimeoutStartSec=15min$/m);
  expect(unit).toMatch(/^MemoryMax=768M$/m);
});

test("only fetching gets an address family of the internet", () => {
  expect(fetchUnit(built)).toMatch(/^RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6$/m);
  expect(fetchProgram).not.toMatch(/jekyll|bundle /);
});

test("what others can still change is read and written with the rights of the site's user", async () => {
  expect(publishProgram).toMatch(/setpriv --reuid "site-\$name" [^\n]*\\\n *cp -R --no-dereference/);
  const lines = (await valueOf(builderScript(pushed)))
    .split("\n")
    .filter((line) => line.includes("upload/.index.html"));
  expect(lines).toEqual([expect.stringMatching(/^ *as_site tee /), expect.stringMatching(/^ *as_site mv /)]);
});

test("a deploy key can do one thing", async () => {
  expect(await valueOf(builderScript(pushed))).toContain(
    'restrict,command="/bin/sh /usr/local/lib/open-infrastructure/site-receive website" ssh-ed25519 ',
  );
});

test("the address that asks for a build is made on the machine", async () => {
  const script = await valueOf(serveScript(built));
  expect(script).toContain("/dev/urandom");
  expect(script).toContain("put /etc/open-infrastructure/sites/website.hook 0600 root:root");
  expect(script).not.toContain("result ");
});

test("nothing but a POST there asks for a build", async () => {
  const script = await valueOf(serveScript(built));
  expect(script).toContain("map $request_method $open_infrastructure_asked {\n  POST 1;\n  default 0;\n}");
  const logs = script.match(/access_log .*/g);
  expect(logs).toEqual([expect.stringMatching(/ if=\\\$open_infrastructure_asked;$/)]);
});

test.each([
  [built, false],
  [{ ...built, publicStatus: true }, true],
])("the status is public only if it is asked for", async (site, isPublic) => {
  expect((await valueOf(serveScript(site))).includes("site-status.json")).toBe(isPublic);
});

test("nginx follows no link in the pages", async () => {
  expect(await valueOf(serveScript(built))).toContain("disable_symlinks on from=$document_root;");
});
