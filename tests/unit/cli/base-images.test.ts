import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseImages } from "../../../rehearsal/cli/base-images";

const digest = `sha256:${"ab".repeat(32)}`;
const dockerfile = (from: string) => `# What it is.\nFROM ${from}\nRUN true\n`;
const key = "open-infrastructure:runners";

let folder: string;
beforeEach(() => (process.env.REHEARSAL_MIRROR = folder = mkdtempSync(join(tmpdir(), "mirror-"))));
afterEach(() => {
  delete process.env.REHEARSAL_MIRROR;
  rmSync(folder, { recursive: true });
});

function mirror(digest: string): void {
  mkdirSync(join(folder, "oci/library/alpine"), { recursive: true });
  writeFileSync(join(folder, "oci/library/alpine/oci-layout"), "{}");
  writeFileSync(join(folder, "oci/library/alpine/index.json"), JSON.stringify({ manifests: [{ digest }] }));
}

async function outcome(image: object) {
  const said: string[] = [];
  const values = { [key]: JSON.stringify([{ name: "one" }, { name: "two", images: [image] }]) };
  const means = { log: (line: string) => said.push(line), make: false };
  const text = (await baseImages({ values, secretKeys: [], standIns: [] }, folder, means))[key];
  return { said, runners: text === undefined ? undefined : (JSON.parse(text) as unknown) };
}

test("an image starts from what the rehearsal has by that name, and that is said", async () => {
  mkdirSync(join(folder, "tool"));
  writeFileSync(join(folder, "tool/Dockerfile"), dockerfile(`alpine:3.23@${digest}`));
  const becomes = (digest: string) => [
    { name: "one" },
    { name: "two", images: [{ name: "tool:1", directory: "tool", dockerfile: dockerfile(`alpine:3.23@${digest}`) }] },
  ];
  const nothing = await outcome({ name: "tool:1", directory: "tool" });
  expect(nothing.runners).toEqual(becomes(`sha256:${"0".repeat(64)}`));
  expect(nothing.said).toEqual([
    `${key}[1]: tool:1 starts from the rehearsal's alpine:3.23 in place of the one with that digest`,
  ]);
  const other = `sha256:${"cd".repeat(32)}`;
  mirror(other);
  expect((await outcome({ name: "tool:1", directory: "tool" })).runners).toEqual(becomes(other));
});

test("an image stays as it is if its base has no digest or is in the mirror folder", async () => {
  expect((await outcome({ name: "tool:1", dockerfile: dockerfile("scratch") })).runners).toBeUndefined();
  mirror(digest);
  expect(await outcome({ name: "tool:1", dockerfile: dockerfile(`alpine:3@${digest}`) })).toEqual({ said: [] });
});
