import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../../..");
let directory = "";

/** A stand-in of ownCloud's image: its registry is one that the rehearsal doesn't ask. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "given-"));
  const image = join(directory, "mirror/oci/owncloud/server");
  mkdirSync(image, { recursive: true });
  writeFileSync(join(image, "oci-layout"), "{}");
  writeFileSync(join(image, "index.json"), JSON.stringify({ manifests: [{ digest: `sha256:${"2".repeat(64)}` }] }));
  const made = { "oci/owncloud/server": { what: "a stand-in", recipe: "1" } };
  writeFileSync(join(directory, "mirror/made-here.json"), JSON.stringify(made));
  for (const name of ["index.ts", "settings", "components", "node_modules", "package.json", "tsconfig.json"])
    symlinkSync(join(repository, name), join(directory, name));
  writeFileSync(join(directory, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A preview of the example stack with another release of its documents. */
function preview(release: object) {
  const documents = { domain: "documents.example.org", software: "owncloud", release };
  const stack = readFileSync(join(repository, "Pulumi.prod.yaml"), "utf8");
  const changed = stack.replace(/documents:\n {4}domain: .*/, `documents: ${JSON.stringify(documents)}`);
  writeFileSync(join(directory, "Pulumi.prod.yaml"), changed);
  return spawnSync("tsx", ["rehearsal/cli/main.ts", "preview", "--project", directory], {
    cwd: repository,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${repository}/node_modules/.bin:${process.env.PATH}`,
      REHEARSAL_WORLD: join(directory, "world"),
      REHEARSAL_MIRROR: join(directory, "mirror"),
    },
    maxBuffer: 1e8,
  });
}

test.each([
  [{ version: "latest" }, 'release.version must be a released version such as "33.0.9", got "latest"'],
  [{ version: "11.0.0", sha256: "12" }, "release.sha256 must be the 64 hexadecimal digits of a SHA-256"],
])("what can't be a release is refused as it was given, and no stand-in takes its place: %j", (release, message) => {
  const { status, stderr } = preview(release);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("in place of");
  expect(status).toBe(1);
});

test("a release that can be one is replaced by the stand-in, whatever its checksum", () => {
  const { status, stderr } = preview({ version: "11.0.9" });
  expect(stderr).toContain("(a stand-in) in place of the image owncloud/server 11.0.9");
  expect(status).toBe(0);
});
