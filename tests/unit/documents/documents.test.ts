import * as pulumi from "@pulumi/pulumi";
import { checkedRelease } from "../../../components/documents/checked-release";
import { Documents } from "../../../components/documents/documents";
import type { DocumentsArgs } from "../../../components/documents/documents-args";
import { quota, shortSize, size } from "../../../components/documents/sizes";
import { commands, pretendEngine, type Registered, settled, testHost, valueOf } from "../harness";

const release = { version: "33.0.9", sha256: "ab".repeat(32) };
const ada = { name: "ada", mail: "ada@example.org" };
const plain: DocumentsArgs = { host: testHost, domain: "documents.example.org", people: [ada] };

afterEach(settled);

async function made(args: Partial<DocumentsArgs> = {}, preview = false): Promise<Registered[]> {
  const seen = pretendEngine({ preview });
  new Documents("documents", { ...plain, ...args });
  await settled();
  return seen;
}

test("documents are four steps on the machine, known at the first preview", async () => {
  const scripts = commands(await made({}, true));
  expect(Object.keys(scripts)).toEqual(["software", "service", "site", "people"].map((step) => `documents-${step}`));
  for (const script of Object.values(scripts)) expect(script).toContain("begin documents-");
});

test("they hand out what others need", async () => {
  pretendEngine();
  const documents = new Documents("documents", plain);
  expect(await valueOf(documents.url)).toBe("https://documents.example.org/");
  expect(await valueOf(documents.names)).toEqual(["documents.example.org"]);
  expect(await valueOf(documents.connection)).toEqual(testHost);
  expect(await valueOf(documents.adminUser)).toBe("administrator");
  expect(await valueOf(documents.software)).toBe("nextcloud");
  expect(await valueOf(documents.health)).toEqual({ url: "https://documents.example.org/status.php", status: 200 });
  expect(await valueOf(documents.backup)).toEqual({
    paths: ["/srv/data/documents", "/srv/data/settings/documents"],
    databases: ["documents"],
    units: ["open-infrastructure-documents.service"],
  });
  expect(await (documents.adminPassword as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
});

test("the release is that whose checksum was seen, from its publisher or a mirror", async () => {
  const script = commands(await made())["documents-software"]!;
  expect(script).toContain("https://download.nextcloud.com/server/releases/nextcloud-33.0.9.tar.bz2 f331c104");
  const mirrored = commands(await made({ mirror: "https://mirror.example.org" }))["documents-software"]!;
  expect(mirrored).toContain("fetch https://mirror.example.org/download.nextcloud.com/server/releases/");
});

test("whoever relies on a release that gets no corrections any more is warned, and nobody else", () => {
  pretendEngine();
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const documents = new Documents("documents", plain);
  const warnedOn = (day: string, args = plain): boolean => {
    warn.mockClear();
    checkedRelease(documents, "nextcloud", args, new Date(day));
    return warn.mock.calls.some(([text]) => String(text).includes("gets no corrections since 2027-02-17"));
  };
  expect(warnedOn("2027-02-10")).toBe(false);
  expect(warnedOn("2027-03-01")).toBe(true);
  expect(warnedOn("2027-03-01", { ...plain, release })).toBe(false);
  warn.mockRestore();
});

test("other servers take part if that is asked for, and not otherwise", async () => {
  const ways = async (args: Partial<DocumentsArgs>) =>
    commands(await made(args))["documents-service"]!.match(/server2server_share_enabled \w+/g);
  expect(await ways({})).toEqual(Array(2).fill("server2server_share_enabled no"));
  expect(await ways({ federation: true })).toEqual(Array(2).fill("server2server_share_enabled yes"));
});

test.each(["nextcloud", "owncloud"] as const)(
  "%s: what can be refused is refused before anything is stopped or replaced",
  async (software) => {
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    const mail = { from: "documents@example.org", server: "smtp.example.net", password: "x" };
    const scripts = commands(await made({ software, mail, apps: ["files_sharing"] }));
    warn.mockRestore();
    const order = (script: string, ...texts: string[]) => texts.map((text) => scripts[script]!.indexOf(text));
    const service = order("documents-service", "--request NOOP", '\nbegin_upgrade "$now"', "install -d");
    const preparation = order(
      "documents-software",
      "doesn't come with",
      "install -d -m 0750 -o root",
      "documents.sh 0644",
    );
    for (const positions of [service, preparation]) {
      expect(positions).not.toContain(-1);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  },
);

const refused: [string, Partial<DocumentsArgs>, string][] = [
  ["another software", { software: "dropbox" as never }, 'software must be one of "nextcloud", "owncloud"'],
  ["a domain with a space", { domain: "my documents" }, "domain must be a lower-case name"],
  ["a version range", { release: { ...release, version: "32" } }, "release.version must be a released version"],
  ["a short checksum", { release: { ...release, sha256: "ab" } }, "release.sha256 must be the 64 hexadecimal"],
  ["HTTP", { release: { ...release, url: "http://example.org/a.tar.bz2" } }, "release.url must be an HTTPS address"],
  ["a mirror over HTTP", { mirror: "http://mirror.example.org" }, "mirror must be an HTTPS address"],
  ["federation in words", { federation: "no" as never }, "federation must be true or false"],
  ["an app with a capital", { apps: ["Calendar"] }, "apps[0] must be the name of an app"],
  ["apps in one line", { apps: "text,photos" as never }, "apps must be a list of names of apps"],
  ["data in a home", { dataDirectory: "/home/ada" }, "dataDirectory must be a directory below /srv or /mnt"],
  ["a quota without a unit", { quota: "5" }, 'quota must be an amount such as "500 MB"'],
  ["an endless upload", { uploadLimit: "none" }, 'uploadLimit must be an amount such as "500 MB"'],
  ["a country in small letters", { phoneRegion: "de" }, "phoneRegion must be the two capital letters"],
  ["a path as an app", { apps: ["../x"] }, "apps[0] must be the name of an app"],
  ["an hour after midnight", { maintenanceWindowHour: 24 }, "maintenanceWindowHour must be"],
  ["a person called admin", { people: [{ ...ada, name: "administrator" }] }, 'must not be "administrator"'],
  [
    "a sender without a domain",
    { mail: { from: "documents", server: "smtp.example.net", password: "x" } },
    "mail.from must be a mail address",
  ],
  [
    "a password of two lines",
    { mail: { from: "documents@example.org", server: "smtp.example.net", password: "a\nb" } },
    "mail.password must be one line of text",
  ],
];

test.each(refused)("%s is refused", (_, args, message) => {
  pretendEngine();
  expect(() => new Documents("documents", { ...plain, ...args })).toThrow(message);
});

test("a secret that is refused doesn't show", () => {
  pretendEngine();
  const mail = { from: "documents@example.org", server: "smtp.example.net", password: "hidden\nword" };
  expect(() => new Documents("documents", { ...plain, mail })).toThrow(/^((?!hidden).)*$/s);
});

test.each([
  ["500 MB", "500M"],
  ["16 GB", "16G"],
  ["2 TB", "2048G"],
])("%s is %s for nginx and PHP", (amount, short) => {
  expect(size.accepts(amount)).toBe(true);
  expect(shortSize(amount)).toBe(short);
});

test("no limit is a quota, and no size", () => {
  expect(quota.accepts("none")).toBe(true);
  expect(size.accepts("none")).toBe(false);
});
