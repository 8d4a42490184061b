import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { substitute } from "../../../rehearsal/cli/substitute";

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

async function outcome(code: object, reachable = false) {
  const said: string[] = [];
  const settings = { values: { [setting]: JSON.stringify(code) }, secretKeys: [], standIns: [] };
  const means = {
    log: (line: string) => said.push(line),
    make: false,
    reachable: () => Promise.resolve(reachable),
  };
  const replaced = await substitute(settings, means);
  const text = replaced[setting];
  return { said, code: text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>) };
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
  expect(await outcome({ release: { version: "15.0.9" } })).toEqual({ said: [], code: undefined });
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

test("a release whose address is in the mirror folder stays as it was asked for", async () => {
  made("built here", gitea);
  const release = { version: "1.26.0", sha256: "of something else", url: `https://${gitea}` };
  expect(await outcome({ software: "gitea", release })).toEqual({ said: [], code: undefined });
});
