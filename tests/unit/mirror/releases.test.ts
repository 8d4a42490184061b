import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findRelease, gitea, gogs } from "../../../rehearsal/mirror/releases";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "mirror-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const giteaFile = (version: string): string => `dl.gitea.com/gitea/${version}/gitea-${version}-linux-amd64`;

function put(path: string, content = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function made(...paths: string[]): void {
  paths.forEach((path) => put(path));
  const origins = paths.map((path) => [path, { what: "built here", recipe: "1" }]);
  put("made-here.json", JSON.stringify(Object.fromEntries(origins)));
}

test("what was made here is told from what came from its publisher", async () => {
  made(giteaFile("1.26.0"));
  put(giteaFile("1.25.1"));
  expect(await findRelease(folder, gitea, "publisher")).toMatchObject({ version: "1.25.1" });
  expect(await findRelease(folder, gitea, "here")).toEqual({
    path: giteaFile("1.26.0"),
    version: "1.26.0",
    sha256: "e1c8e98a64da33be123369c082dc5020fb53cad0cb2b1024002a2365184e19ec",
    url: "https://dl.gitea.com/gitea/1.26.0/gitea-1.26.0-linux-amd64",
    what: "built here",
  });
});

test("the version asked for comes first, then the preferred one, then the newest", async () => {
  made(...["1.9.0", "1.26.0", "1.27.3"].map(giteaFile));
  const found = async (version?: string) => (await findRelease(folder, gitea, "here", version))?.version;
  expect(await found("1.27.3")).toBe("1.27.3");
  expect(await found()).toBe("1.26.0");
  expect(await found("2.0.0")).toBe("1.26.0");
  const plain = { ...gitea, preferred: undefined };
  expect((await findRelease(folder, plain, "here"))?.version).toBe("1.27.3");
});

test("a publisher's file of another version than asked for is none", async () => {
  put("dl.gogs.io/0.14.3/gogs_0.14.3_linux_amd64.tar.gz");
  expect(await findRelease(folder, gogs, "publisher", "0.14.4")).toBeUndefined();
  expect(await findRelease(folder, gogs, "publisher", "0.14.3")).toBeDefined();
});

test("a container image has the digest that its index tells", async () => {
  const digest = "a".repeat(64);
  const image = { name: "Drone", publisher: "docker.io", path: /^oci\/drone\/drone$/ };
  put("oci/drone/drone/oci-layout");
  put("made-here.json", JSON.stringify({ "oci/drone/drone": { what: "a stand-in", recipe: "1" } }));
  put("oci/drone/drone/index.json", JSON.stringify({ manifests: [{ digest: `sha256:${digest}` }] }));
  expect(await findRelease(folder, image, "here")).toMatchObject({ sha256: digest, what: "a stand-in" });
});

test("checksum files and hidden directories are passed over", async () => {
  made(`${giteaFile("1.26.0")}.sha256`, `.making-7/${giteaFile("1.26.0")}`);
  expect(await findRelease(folder, gitea, "here")).toBeUndefined();
});
