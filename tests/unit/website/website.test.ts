import { Website } from "../../../components/web/website";
import type { WebsiteArgs } from "../../../components/web/website-args";
import { commands, pretendEngine, settled, testHost, valueOf } from "../harness";

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"C".repeat(43)} ci`;
const built: WebsiteArgs = {
  host: testHost,
  domain: "www.example.org",
  aliases: ["example.org"],
  repository: "https://git.example.net/example/website.git",
};
const pushed: WebsiteArgs = { host: testHost, domain: "www.example.org", deployKeys: [key] };

afterEach(settled);

test.each([
  ["built", built],
  ["pushed", pushed],
])("a %s website is three steps on the machine", async (_, args) => {
  const seen = pretendEngine();
  new Website("website", args);
  await settled();
  expect(seen.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "website open-infrastructure:index:Website",
    "website-builder command:remote:Command",
    "website-pages command:remote:Command",
    "website-site command:remote:Command",
  ]);
});

test("hands out what others need", async () => {
  pretendEngine();
  const site = new Website("website", built);
  expect(await valueOf(site.url)).toBe("https://www.example.org/");
  expect(await valueOf(site.names)).toEqual(["www.example.org", "example.org"]);
  expect(await valueOf(site.backup)).toEqual({ paths: ["/etc/open-infrastructure/sites/website.hook"] });
  expect(await valueOf(site.health)).toEqual({ url: "https://www.example.org/", status: 200 });
});

test("pushed pages are worth saving", async () => {
  pretendEngine();
  const { backup } = new Website("website", pushed);
  expect(await valueOf(backup)).toEqual({ paths: ["/var/lib/open-infrastructure/sites/website/upload"] });
});

test("its address is unknown until it is served", async () => {
  pretendEngine({ preview: true });
  const { url } = new Website("website", built);
  await settled();
  expect(await (url as unknown as { isKnown: Promise<boolean> }).isKnown).toBe(false);
});

test("pages are made again when what makes them changes, and not otherwise", async () => {
  const script = async (changes: Partial<WebsiteArgs>) => {
    const seen = pretendEngine();
    new Website("website", { ...built, ...changes });
    await settled();
    return commands(seen)["website-pages"];
  };
  const before = await script({});
  expect(await script({})).toBe(before);
  expect(await script({ headers: { frameOptions: "SAMEORIGIN" } })).toBe(before);
  expect(await script({ revision: "v2" })).not.toBe(before);
  expect(await script({ buildMemory: 1024 })).not.toBe(before);
});

const bad: [string, Record<string, unknown>, string][] = [
  ["no source", { repository: undefined }, "either repository or deployKeys is needed, and not both"],
  ["two sources", { deployKeys: [key] }, "either repository or deployKeys is needed, and not both"],
  [
    "a domain in upper case",
    { domain: "Example.org" },
    'domain must be a lower-case name such as "www.example.org", got "Example.org"',
  ],
  ["a domain that ends a directive", { domain: "example.org; }" }, "domain must be"],
  ["a domain with a newline", { domain: "www.example.org\nexample.net" }, "domain must be"],
  ["a domain that isn't ASCII", { domain: "exämple.org" }, "domain must be"],
  ["an empty domain", { domain: "" }, "domain must be"],
  ["a long domain", { domain: `${"a.".repeat(130)}org` }, "domain must be"],
  ["a domain of a wrong type", { domain: 7 }, "domain must be"],
  ["a bad alias", { aliases: ["ok.example.org", "-x.org"] }, "aliases[1] must be"],
  [
    "a name twice",
    { aliases: ["www.example.org"] },
    'aliases must differ from each other and from domain, got "www.example.org" twice',
  ],
  ["aliases as one text", { aliases: "example.org" }, "aliases must be a list of texts"],
  ["git over SSH", { repository: "git@example.org:site.git" }, "repository must be an HTTPS address"],
  ["a local repository", { repository: "file:///etc" }, "repository must be an HTTPS address"],
  ["a command in a repository", { repository: "https://example.org/$(id).git" }, "repository must be"],
  ["a password in a repository", { repository: "https://ada:pw@example.org/x.git" }, "repository must be"],
  ["an option as revision", { revision: "--upload-pack=id" }, "revision must be a branch or tag"],
  ["a revision that climbs", { revision: "a/../b" }, "revision must be"],
  ["a directory that climbs", { directory: "../x" }, "directory must be a directory in the repository"],
  ["an absolute directory", { directory: "/etc" }, "directory must be"],
  ["too many minutes", { interval: 0 }, "interval must be a whole number from 1 to 1440, got 0"],
  ["half a minute", { buildMinutes: 1.5 }, "buildMinutes must be a whole number"],
  ["little memory", { buildMemory: 1 }, "buildMemory must be"],
  ["no network", { buildNetwork: ["internet"] }, "buildNetwork[0] must be an address or network"],
  ["a package to remove", { buildPackages: ["nginx-"] }, "buildPackages[0] must be the name of a Debian package"],
  ["a package with an option", { buildPackages: ["-o"] }, "buildPackages[0] must be the name of a Debian package"],
  ["gems over HTTP", { gemSource: "http://rubygems.org" }, "gemSource must be an HTTPS address"],
  ["no room", { sizeLimit: 0 }, "sizeLimit must be"],
  ["a word for yes", { publicStatus: "yes" }, "publicStatus must be true or false"],
  [
    "a header with a quote",
    { headers: { contentSecurityPolicy: '"; add_header X 1' } },
    "headers.contentSecurityPolicy must be",
  ],
];

test.each(bad)("refuses %s", (_, changes, message) => {
  pretendEngine({ preview: true });
  expect(() => new Website("website", { ...built, ...changes } as WebsiteArgs)).toThrow(message);
});

test.each([
  ["a key with a command of its own", `command="sh" ${key}`],
  ["two keys in one", `${key}\n${key}`],
  ["a DSA key", "ssh-dss AAAA"],
])("refuses %s", (_, deployKey) => {
  pretendEngine({ preview: true });
  expect(() => new Website("website", { ...pushed, deployKeys: [deployKey] })).toThrow("deployKeys[0] must be");
});

test("refuses nobody who may push", () => {
  pretendEngine({ preview: true });
  expect(() => new Website("website", { ...pushed, deployKeys: [] })).toThrow(
    "deployKeys must be a list of at least one",
  );
});

test("refuses a name that makes no user", () => {
  pretendEngine({ preview: true });
  expect(() => new Website("a-name-that-goes-on-and-on-for-long", built)).toThrow(
    "name must be a lower-case name of at most 26",
  );
});
