import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillRegistry, mirroredImages } from "../../../rehearsal/internet/registry";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "mirror-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(repository: string, ...images: [digest: string, tag?: string][]): void {
  const layout = join(folder, "oci", repository);
  mkdirSync(layout, { recursive: true });
  const manifests = images.map(([digest, tag]) => ({
    digest,
    ...(tag !== undefined && { annotations: { "org.opencontainers.image.ref.name": tag } }),
  }));
  writeFileSync(join(layout, "oci-layout"), "{}");
  writeFileSync(join(layout, "index.json"), JSON.stringify({ manifests }));
}

test("images are found by their names and tags; without a tag it is latest", () => {
  put("drone/drone", ["sha256:1", "2"], ["sha256:1", "2.26.0"]);
  put("tools", ["sha256:2"]);
  expect(mirroredImages(folder)).toEqual([
    { repository: "drone/drone", tag: "2", digest: "sha256:1" },
    { repository: "drone/drone", tag: "2.26.0", digest: "sha256:1" },
    { repository: "tools", tag: "latest", digest: "sha256:2" },
  ]);
  expect(mirroredImages(join(folder, "nowhere"))).toEqual([]);
});

test("the registry gets what is new, and is tried again with what it refused", async () => {
  const [commands, said]: [string[], string[]] = [[], []];
  const fill = (status: number) =>
    fillRegistry(
      folder,
      join(folder, "pushed.json"),
      (command) => {
        commands.push(command.slice(-2).join(" "));
        return Promise.resolve({ status, stderr: "time passes\nrefused\n" });
      },
      (line) => said.push(line),
    );
  put("tools", ["sha256:1"]);
  await fill(1);
  await fill(0);
  await fill(0);
  put("tools", ["sha256:2"]);
  await fill(0);
  const copy = "oci:/srv/mirror/oci/tools:latest docker://127.0.0.1:5000/tools:latest";
  expect(commands).toEqual([copy, copy, copy]);
  expect(said).toEqual(["the image tools:latest of the mirror folder can't be served: refused"]);
});
