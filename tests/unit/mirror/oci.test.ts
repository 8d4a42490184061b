import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256Of } from "../../../rehearsal/mirror/folder";
import type { Workshop } from "../../../rehearsal/mirror/item";
import { writeImage } from "../../../rehearsal/mirror/oci";

let scratch: string;
beforeEach(() => (scratch = mkdtempSync(join(tmpdir(), "image-"))));
afterEach(() => rmSync(scratch, { recursive: true }));

function workshop(): Workshop {
  const run = ([program = "", ...args]: string[]) => Promise.resolve(execFileSync(program, args, { encoding: "utf8" }));
  return { scratch, run, log: () => undefined, file: (path) => path, keep: () => Promise.resolve() };
}

async function image(name: string, seconds: number): Promise<string> {
  const rootfs = join(scratch, `${name}-root`);
  mkdirSync(rootfs);
  writeFileSync(join(rootfs, "hello"), "hello\n");
  utimesSync(join(rootfs, "hello"), seconds, seconds);
  const config = { Cmd: ["/hello"] };
  return writeImage(workshop(), { rootfs, config, tags: ["latest", "1"] }, join(scratch, name));
}

test("the same content has the same digest, whenever it was written", async () => {
  expect(await image("first", 1_700_000_000)).toBe(await image("second", 1_800_000_000));
});

test("an image is made of blobs that are named by their content", async () => {
  const digest = await image("image", 1_700_000_000);
  const layout = join(scratch, "image");
  const blob = (name: string): string => join(layout, "blobs/sha256", name.replace("sha256:", ""));
  const json = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;
  const index = json<{ manifests: { digest: string; size: number; annotations: object }[] }>(
    join(layout, "index.json"),
  );
  expect(index.manifests.map((one) => one.digest)).toEqual([digest, digest]);
  const manifest = json<{ config: { digest: string }; layers: { digest: string; size: number }[] }>(blob(digest));
  for (const { digest: part } of [...manifest.layers, manifest.config])
    expect(`sha256:${await sha256Of(blob(part))}`).toBe(part);
  expect(readFileSync(blob(digest))).toHaveLength(index.manifests[0]!.size);
  expect(json(blob(manifest.config.digest))).toMatchObject({ architecture: "amd64", config: { Cmd: ["/hello"] } });
  const layer = execFileSync("tar", ["--list", "--gzip", "--file", blob(manifest.layers[0]!.digest)], {
    encoding: "utf8",
  });
  expect(layer.split("\n")).toContain("./hello");
});
