import { CodeHosting } from "../../../components/code/code-hosting";
import type { CodeHostingArgs } from "../../../components/code/code-hosting-args";
import { older } from "../../../components/code/checked-release";
import { CodeHostingSoftware } from "../../../components/code/releases";
import { mirrored } from "../../../components/remote/mirrored";
import { commands, pretendEngine, type Registered, settled, testHost, valueOf } from "../harness";

const release = { version: "1.26.0", sha256: "ab".repeat(32) };
const ada = {
  name: "ada",
  mail: "ada@example.org",
  sshKeys: [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)} ada@laptop`],
};
const plain: CodeHostingArgs = {
  host: testHost,
  domain: "code.example.org",
  software: CodeHostingSoftware.Gitea,
  release,
  people: [ada],
};

afterEach(settled);

async function made(args: Partial<CodeHostingArgs> = {}, preview = false): Promise<Registered[]> {
  const seen = pretendEngine({ preview });
  new CodeHosting("code", { ...plain, ...args });
  await settled();
  return seen;
}

test("a forge is four steps on the machine", async () => {
  const seen = await made();
  expect(seen.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "code open-infrastructure:index:CodeHosting",
    "code-software command:remote:Command",
    "code-service command:remote:Command",
    "code-people command:remote:Command",
    "code-site command:remote:Command",
  ]);
});

test("its scripts are known at the first preview", async () => {
  const scripts = Object.values(commands(await made({}, true)));
  expect(scripts).toHaveLength(4);
  for (const script of scripts) expect(script).toContain("begin code-");
});

test("it hands out what others need", async () => {
  pretendEngine();
  const forge = new CodeHosting("code", plain);
  expect(await valueOf(forge.url)).toBe("https://code.example.org/");
  expect(await valueOf(forge.sshUrl)).toBe("git@code.example.org:");
  expect(await valueOf(forge.names)).toEqual(["code.example.org"]);
  expect(await valueOf(forge.connection)).toEqual(testHost);
  expect(await valueOf(forge.adminUser)).toBe("administrator");
  expect(await valueOf(forge.health)).toEqual({ url: "https://code.example.org/api/healthz", status: 200 });
  expect(await valueOf(forge.backup)).toEqual({
    paths: ["/srv/data/code", "/srv/data/settings/code"],
    databases: ["code"],
    units: ["open-infrastructure-code.service"],
  });
});

test("the administrator's password is secret", async () => {
  pretendEngine();
  const forge = new CodeHosting("code", plain);
  expect(await valueOf(forge.adminPassword)).toBe("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIpermanent");
  expect(await (forge.adminPassword as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
});

test("another port of sshd shows in the address", async () => {
  pretendEngine();
  expect(await valueOf(new CodeHosting("code", { ...plain, sshPort: 2222 }).sshUrl)).toBe(
    "ssh://git@code.example.org:2222/",
  );
});

const sha256 = release.sha256;
const refused: [string, Partial<CodeHostingArgs>, string][] = [
  ["another software", { software: "gitlab" as never }, 'software must be one of "forgejo", "gitea", "gogs"'],
  ["another database", { database: "mysql" as never }, 'database must be one of "postgresql", "sqlite"'],
  ["a domain with a space", { domain: "code example" }, "domain must be a lower-case name"],
  ["a version range", { release: { version: "^1.26", sha256 } }, "release.version must be a released version"],
  ["a short checksum", { release: { version: "1.26.0", sha256: "ab" } }, "release.sha256 must be the 64 hexadecimal"],
  [
    "an archive over HTTP",
    { release: { ...release, url: "http://dl.gitea.com/gitea" } },
    "release.url must be an HTTPS address",
  ],
  ["a mirror over HTTP", { mirror: "http://mirror.example.org" }, "mirror must be an HTTPS address"],
  ["data in a home", { dataDirectory: "/home/git" }, "dataDirectory must be a directory below /srv or /mnt"],
  ["a port out of range", { sshPort: 70000 }, "sshPort must be a port"],
  ["a target with a star", { webhookTargets: ["*"] }, "webhookTargets[0] must be a name, an address or a network"],
  [
    "a person with a name of the forge's",
    { people: [{ ...ada, name: "explore" }] },
    'people[0].name must not be "explore", which the forge uses itself',
  ],
  [
    "two people with one mail address",
    { people: [ada, { ...ada, name: "grace" }] },
    'people must have different mail addresses, as the forge tells them apart by it, got "ada@example.org" twice',
  ],
  [
    "a password that an ini file would read something into",
    { mail: { from: "code@example.org", server: "smtp.example.net", password: "a`b" } },
    "mail.password must be one line of text without",
  ],
  [
    "an old Gogs",
    { software: "gogs", release: { version: "0.13.4", sha256 } },
    "release.version must be 0.14.3 or later, got 0.13.4: whoever has an account",
  ],
];

test.each(refused)("refuses %s at preview", (_, args, message) => {
  pretendEngine({ preview: true });
  expect(() => new CodeHosting("code", { ...plain, ...args })).toThrow(message);
});

test("takes an old Gogs from somebody who knows", async () => {
  const seen = await made({
    software: "gogs",
    release: { version: "0.13.4", sha256 },
    acceptKnownVulnerabilities: true,
  });
  expect(commands(seen)["code-software"]).toContain(
    "https://github.com/gogs/gogs/releases/download/v0.13.4/gogs_0.13.4_linux_amd64.tar.gz",
  );
});

test.each([
  ["forgejo", "https://codeberg.org/forgejo/forgejo/releases/download/v15.0.2/forgejo-15.0.2-linux-amd64"],
  ["gitea", "https://dl.gitea.com/gitea/1.27.3/gitea-1.27.3-linux-amd64"],
  ["gogs", "https://github.com/gogs/gogs/releases/download/v0.14.3/gogs_v0.14.3_linux_amd64.tar.gz"],
] as const)("takes %s from its publisher, with a checksum", async (software, url) => {
  const script = commands(await made({ software, release: undefined }))["code-software"];
  expect(script).toMatch(new RegExp(`\\nfetch ${url.replaceAll(".", "\\.")} [0-9a-f]{64}\\n`));
});

test("downloads from a mirror that is laid out like the internet", () => {
  const url = "https://dl.gogs.io/0.14.3/gogs_0.14.3_linux_amd64.tar.gz";
  expect(mirrored(url, "https://mirror.example.org/")).toBe(
    "https://mirror.example.org/dl.gogs.io/0.14.3/gogs_0.14.3_linux_amd64.tar.gz",
  );
  expect(mirrored(url, undefined)).toBe(url);
});

test.each([
  ["0.13.4", "0.14.3", true],
  ["0.14.3", "0.14.3", false],
  ["0.14.10", "0.14.3", false],
  ["1.0.0", "0.14.3", false],
])("%s before %s: %s", (version, other, expected) => {
  expect(older(version, other)).toBe(expected);
});
