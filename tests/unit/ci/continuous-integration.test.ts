import * as pulumi from "@pulumi/pulumi";
import { CiSoftware, ContinuousIntegration, type ContinuousIntegrationArgs, Role } from "../../../components/index";
import { checkedCi } from "../../../components/ci/ci-settings";
import { siteScript } from "../../../components/ci/ci-site";
import { signInProgram } from "../../../components/ci/drone-sign-in";
import { droneScript } from "../../../components/ci/drone-script";
import { woodpeckerScript } from "../../../components/ci/woodpecker-script";
import { expectGolden, shellcheck } from "../golden";
import { commands, pretendEngine, settled, testHost, valueOf } from "../harness";

const digest = "ab".repeat(32);
const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)} ada@laptop`;
const woodpecker: ContinuousIntegrationArgs = {
  host: testHost,
  domain: "ci.example.org",
  forge: { software: "forgejo", url: "https://code.example.org/", adminUser: "steward" },
  people: [
    { name: "ada", mail: "ada@example.org", sshKeys: [key], roles: [Role.Administrator] },
    { name: "bob", mail: "bob@example.org" },
  ],
  release: { version: "3.17.0", sha256: digest },
};
const drone: ContinuousIntegrationArgs = {
  ...woodpecker,
  software: CiSoftware.Drone,
  forge: { software: "gogs", url: "https://code.example.org", adminUser: "steward", requireSignIn: true },
  release: undefined,
  image: `docker.io/drone/drone@sha256:${digest}`,
};

afterEach(settled);

async function settingsOf(args: ContinuousIntegrationArgs) {
  pretendEngine();
  return valueOf(checkedCi(new ContinuousIntegration("ci", args), "ci", args));
}

test.each([
  ["ci-woodpecker-server.sh", woodpecker, woodpeckerScript],
  ["ci-woodpecker-image.sh", { ...woodpecker, release: undefined }, woodpeckerScript],
  ["ci-woodpecker-site.sh", woodpecker, siteScript],
  ["ci-drone-server.sh", drone, droneScript],
  ["ci-drone-site.sh", drone, siteScript],
])("the script %s", async (name, args, script) => {
  const text = script(await settingsOf(args));
  shellcheck(text);
  expectGolden(name, text);
});

test.each([woodpecker, drone])("a server is two steps on the machine, known at the first preview", async (args) => {
  const seen = pretendEngine({ preview: true });
  new ContinuousIntegration("ci", args);
  await settled();
  expect(Object.keys(commands(seen))).toEqual(["ci-server", "ci-site"]);
  expect(Object.values(commands(seen))).toEqual([expect.any(String), expect.any(String)]);
});

test("what it hands out", async () => {
  pretendEngine();
  const ci = new ContinuousIntegration("ci", woodpecker);
  expect(await valueOf(ci.url)).toBe("https://ci.example.org");
  expect(await valueOf(ci.names)).toEqual(["ci.example.org"]);
  expect(await valueOf(ci.health)).toEqual({ url: "https://ci.example.org/healthz", status: 200 });
  expect(await valueOf(ci.backup)).toEqual({ paths: ["/srv/data/settings/ci"], databases: ["woodpecker"] });
  expect(await valueOf(ci.runner)).toMatchObject({ software: "woodpecker", server: "ci.example.org" });
  expect(await pulumi.isSecret(ci.runner)).toBe(true);
  expect(await pulumi.isSecret(ci.connection)).toBe(true);
});

test("administrators are those of the organisation and the forge's own", async () => {
  expect((await settingsOf(woodpecker)).administrators).toEqual(["steward", "ada"]);
});

test("nobody but administrators enters unless it is open", async () => {
  expect(woodpeckerScript(await settingsOf(woodpecker))).toContain("\nWOODPECKER_OPEN=false\n");
  expect(droneScript(await settingsOf(drone))).toContain("\nDRONE_USER_FILTER=steward,ada\n");
  expect(droneScript(await settingsOf({ ...drone, open: true }))).not.toContain("DRONE_USER_FILTER");
});

test("Drone tells its makers nothing", async () => {
  expect(droneScript(await settingsOf(drone))).toContain("\nDRONE_DATADOG_ENABLED=false\n");
});

test("Drone is joined with Gitea as Woodpecker is", async () => {
  const settings = await settingsOf({ ...drone, forge: { ...drone.forge, software: "gitea" } });
  expect(droneScript(settings)).toContain('"DRONE_GITEA_CLIENT_ID=\\(.client_id)\\nDRONE_GITEA_CLIENT_SECRET=');
});

test.each([
  [{ url: "https://dl.example.org/w.tar.gz" }, undefined, "https://dl.example.org/w.tar.gz"],
  [
    {},
    "https://mirror.example.org/",
    "https://mirror.example.org/github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-server_linux_amd64.tar.gz",
  ],
])("a release at %j of the mirror %s", async (release, mirror, url) => {
  const settings = await settingsOf({ ...woodpecker, release: { ...woodpecker.release!, ...release }, mirror });
  expect(settings.release).toMatchObject({ url });
});

test.each<[Partial<ContinuousIntegrationArgs>, string]>([
  [{ image: drone.image }, "image is for drone, woodpecker has release"],
  [{ ...drone, release: woodpecker.release }, "release is for woodpecker, drone has image"],
  [{ release: { version: "v3.17.0", sha256: digest } }, "release.version must be a version of three numbers such as"],
  [{ release: { version: "3.17.0", sha256: "cafe" } }, "release.sha256 must be a SHA-256 of 64 hexadecimal digits"],
  [{ release: { version: "3.17.0", sha256: digest, url: "http://a.example" } }, "release.url must be an HTTPS address"],
  [
    { forge: { software: "gogs", url: "https://code.example.org" } },
    "forge.software must be one of forgejo, gitea with",
  ],
  [
    { forge: { software: "gitea", url: "https://code.example.org/x" } },
    "forge.url must be an HTTPS address without a p",
  ],
  [{ domain: "ci.example.org; reboot" }, "domain must be a lower-case name"],
  [{ software: "jenkins" as CiSoftware }, 'software must be one of "woodpecker", "drone", got "jenkins"'],
  [{ ...drone, image: undefined }, "image is needed for drone, with its digest"],
  [{ ...drone, image: "docker.io/drone/drone:2" }, "image must be an image with its digest"],
  [{ ...drone, forge: { software: "gogs", url: "https://code.example.org" } }, "forge.adminUser is needed for drone"],
  [
    { ...drone, forge: { ...drone.forge, software: "forgejo" } },
    "forge.software must be one of gogs, gitea with drone",
  ],
  [{ ...drone, forge: { ...drone.forge, adminUser: "a'b" } }, 'forge.adminUser must be an account such as "ada"'],
])("refuses %j", (args, message) => {
  pretendEngine();
  expect(() => new ContinuousIntegration("ci", { ...woodpecker, ...args })).toThrow(message);
});

test("programs on the machine are plain POSIX sh", () => {
  shellcheck(signInProgram);
});
