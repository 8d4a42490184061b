import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { substitute } from "../../../rehearsal/cli/substitute";
import type { Item } from "../../../rehearsal/mirror/item";

const filled = jest.fn<Promise<Item[]>, [Item[], (line: string) => void]>();
jest.mock("../../../rehearsal/mirror/item", () => ({
  ...jest.requireActual<object>("../../../rehearsal/mirror/item"),
  fill: (...args: Parameters<typeof filled>) => filled(...args),
}));
jest.mock("../../../rehearsal/machines/computer", () => ({
  ...jest.requireActual<object>("../../../rehearsal/machines/computer"),
  unfitness: () => undefined,
}));

const setting = "open-infrastructure:code";
const gitea = "dl.gitea.com/gitea/1.26.0/gitea-1.26.0-linux-amd64";
const gogs = "dl.gogs.io/0.14.3/gogs_0.14.3_linux_amd64.tar.gz";
const forgejo = "codeberg.org/forgejo/forgejo/releases/download/v15.0.9/forgejo-15.0.9-linux-amd64.xz";

let folder: string;
beforeEach(() => (process.env.REHEARSAL_MIRROR = folder = mkdtempSync(join(tmpdir(), "mirror-"))));
afterEach(() => {
  delete process.env.REHEARSAL_MIRROR;
  rmSync(folder, { recursive: true });
});

function put(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
}

function made(what: string, ...paths: string[]): void {
  put(...paths);
  const origins = paths.map((path) => [path, { what, recipe: "1" }]);
  writeFileSync(join(folder, "made-here.json"), JSON.stringify(Object.fromEntries(origins)));
}

/** What becomes of settings without their namespace. */
async function all(values: Record<string, object>, reachable = false, make = false) {
  const said: string[] = [];
  const texts = Object.entries(values).map(([name, value]) => [`open-infrastructure:${name}`, JSON.stringify(value)]);
  const settings = { values: Object.fromEntries(texts) as Record<string, string>, secretKeys: [], standIns: [] };
  const means = {
    log: (line: string) => said.push(line),
    make,
    reachable: () => Promise.resolve(reachable),
  };
  const replaced = Object.entries(await substitute(settings, means));
  const now = Object.fromEntries(replaced.map(([key, text]) => [key.split(":")[1]!, JSON.parse(text) as unknown]));
  return { said, now };
}

async function outcome(code: object, reachable = false) {
  const { said, now } = await all({ code }, reachable);
  return { said, code: now.code };
}

test("without a mirror folder nothing is substituted", async () => {
  expect(await outcome({ domain: "code.example.org" })).toEqual({ said: [], code: undefined });
});

test("Gitea takes the place of a Forgejo that can't be had, and that is said", async () => {
  made("built here", gitea);
  const { said, code } = await outcome({ domain: "code.example.org", release: { version: "15.0.9", sha256: "0" } });
  expect(code).toEqual({
    domain: "code.example.org",
    software: "gitea",
    release: { version: "1.26.0", sha256: expect.stringMatching(/^[0-9a-f]{64}$/), url: `https://${gitea}` },
  });
  expect(said).toEqual([
    `${setting}: Gitea 1.26.0 (built here) in place of Forgejo 15.0.9, which is not in the mirror folder; codeberg.org can't be reached`,
  ]);
});

test("a Forgejo in the mirror folder, or to be had from its publisher, stays", async () => {
  made("built here", gitea);
  expect(await outcome({}, true)).toEqual({ said: [], code: undefined });
  put(forgejo);
  expect(await outcome({ release: { version: "15.0.9", sha256: "0" } })).toEqual({ said: [], code: undefined });
});

test("a Forgejo in the mirror folder is the one, if the settings leave open which", async () => {
  made("built here", gitea);
  put(forgejo);
  const { said, code } = await outcome({ domain: "code.example.org" });
  expect(code).toEqual({
    domain: "code.example.org",
    release: { version: "15.0.9", sha256: expect.stringMatching(/^[0-9a-f]{64}$/), url: `https://${forgejo}` },
  });
  expect(said).toEqual([expect.stringMatching(/^open-infrastructure:code: .*"15.0.9".* of the mirror folder/)]);
});

test("a Forgejo of another version than the one asked for is none", async () => {
  made("built here", gitea);
  put(forgejo);
  expect((await outcome({ release: { version: "16.0.3" } })).code).toMatchObject({ software: "gitea" });
});

test("the stand-in takes the place of Gogs", async () => {
  made("a stand-in", gogs);
  const { said, code } = await outcome({ software: "gogs" });
  expect(code).toMatchObject({ software: "gogs", release: { version: "0.14.3", url: `https://${gogs}` } });
  expect(said[0]).toContain("Gogs 0.14.3 (a stand-in) in place of Gogs, which");
});

test("a Gogs that lies where the components fetch it stays", async () => {
  made("a stand-in", gogs);
  put("github.com/gogs/gogs/releases/download/v0.14.3/gogs_v0.14.3_linux_amd64.tar.gz");
  const release = { version: "0.14.3", sha256: "0" };
  expect(await outcome({ software: "gogs", release })).toEqual({ said: [], code: undefined });
});

test("what was made before is made anew by a recipe that has changed since, and by nobody for a preview", async () => {
  made("a stand-in", gogs);
  filled.mockImplementation((items) => {
    expect(items.map(({ files }) => files[0])).toEqual([gitea, gogs]);
    made("a stand-in of today", gogs);
    return Promise.resolve([]);
  });
  await all({ code: { software: "gogs" } });
  expect(filled).not.toHaveBeenCalled();
  const { said } = await all({ code: { software: "gogs" } }, false, true);
  expect(said[0]).toContain("Gogs 0.14.3 (a stand-in of today)");
});

test("a release whose address is in the mirror folder stays as it was asked for", async () => {
  made("built here", gitea);
  const release = { version: "1.26.0", sha256: "of something else", url: `https://${gitea}` };
  expect(await outcome({ software: "gitea", release })).toEqual({ said: [], code: undefined });
});

const woodpecker = (part: string) =>
  `github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-${part}_linux_amd64.tar.gz`;

test("the stand-ins take the place of Woodpecker's images, for the server and each runner", async () => {
  made("a stand-in", woodpecker("server"), woodpecker("agent"));
  const { said, now } = await all({ ci: { domain: "ci.example.org" }, runners: [{ name: "one" }, { name: "two" }] });
  const release = (part: string) => ({
    version: "3.17.0",
    sha256: expect.any(String),
    url: `https://${woodpecker(part)}`,
  });
  expect(now).toEqual({
    ci: { domain: "ci.example.org", release: release("server") },
    runners: ["one", "two"].map((name) => ({ name, release: release("agent") })),
  });
  expect(said).toContain(
    "open-infrastructure:runners[1]: Woodpecker's agent 3.17.0 (a stand-in) in place of the image woodpeckerci/woodpecker-agent, which is not in the mirror folder; docker.io is not asked",
  );
});

test("a release of Woodpecker's that its publisher has stays", async () => {
  made("a stand-in", woodpecker("server"));
  expect((await all({ ci: { release: { version: "3.18.0" } } }, true)).now).toEqual({});
  expect((await all({ ci: { release: { version: "3.18.0" } } })).now).toMatchObject({
    ci: { release: { version: "3.17.0" } },
  });
});

const image = (name: string, digest: string) => {
  put(`oci/${name}/oci-layout`);
  writeFileSync(
    join(folder, `oci/${name}/index.json`),
    JSON.stringify({ manifests: [{ digest: `sha256:${digest}` }] }),
  );
};

const drone = {
  ci: { software: "drone", image: "docker.io/drone/drone@sha256:of-its-makers" },
  runners: [{ name: "one" }],
};

test("the stand-ins take the place of Drone's images, by their digest", async () => {
  image("drone/drone", "a1");
  image("drone/drone-runner-docker", "b2");
  const origin = { what: "a stand-in", recipe: "1" };
  const origins = { "oci/drone/drone": origin, "oci/drone/drone-runner-docker": origin };
  writeFileSync(join(folder, "made-here.json"), JSON.stringify(origins));
  const { said, now } = await all(drone);
  expect(now).toEqual({
    ci: { software: "drone", image: "docker.io/drone/drone@sha256:a1" },
    runners: [{ name: "one", image: "docker.io/drone/drone-runner-docker@sha256:b2" }],
  });
  expect(said[0]).toMatch(/ci: the image drone\/drone \(a stand-in\) in place of/);
});

test("an image that the settings leave open is the one in the mirror folder, and made up for a preview without one", async () => {
  const { said, now } = await all(drone);
  expect(now).toEqual({
    runners: [{ name: "one", image: `docker.io/drone/drone-runner-docker@sha256:${"0".repeat(64)}` }],
  });
  expect(said).toEqual([expect.stringContaining("made up for this preview")]);
  image("drone/drone-runner-docker", "c3");
  expect((await all(drone)).now).toEqual({
    runners: [{ name: "one", image: "docker.io/drone/drone-runner-docker@sha256:c3" }],
  });
});
