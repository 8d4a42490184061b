import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { Journal } from "../../../rehearsal/engine/journal";
import { takeLock } from "../../../rehearsal/engine/lock";
import { newResource } from "../../../rehearsal/engine/resource";
import { exportState, StateFile } from "../../../rehearsal/engine/state-file";
import { Secret } from "../../../rehearsal/providers/value";

const urn = "urn:pulumi:dev::test::sim:index:Thing::a";
let directory = "";
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "engine-state-"))));
afterEach(() => rmSync(directory, { recursive: true }));

async function written(): Promise<string> {
  const path = join(directory, "state", "dev.json");
  const file = await StateFile.open(path);
  await file.prepare();
  const journal = new Journal(file);
  journal.add({ ...newResource(urn, "sim:index:Thing", true), id: "1", inputs: { password: new Secret("hunter2") } });
  journal.close();
  return path;
}

test("a state is read as it was written, and its secrets can't be read in the file", async () => {
  const path = await written();
  const [resource] = (await StateFile.open(path)).resources;
  expect(resource).toMatchObject({ urn, id: "1", inputs: { password: new Secret("hunter2") } });
  expect(readFileSync(path, "utf8")).not.toContain("hunter2");
  expect(statSync(path).mode & 0o077).toBe(0);
});

test("an export shows secrets only if asked to", async () => {
  const path = await written();
  expect(JSON.stringify(await exportState(path))).not.toContain("hunter2");
  expect(JSON.stringify(await exportState(path, { showSecrets: true }))).toContain('"plaintext":"\\"hunter2\\""');
});

test("what was begun is in the state until it ended", async () => {
  const file = await StateFile.open(await written());
  const journal = new Journal(file);
  const end = journal.begin(newResource(urn, "sim:index:Thing", true), "updating");
  const pending = (await exportState(join(directory, "state", "dev.json"))).deployment.pending_operations;
  expect(pending).toMatchObject([{ type: "updating", resource: { urn } }]);
  end();
  journal.write();
  expect((await exportState(join(directory, "state", "dev.json"))).deployment.pending_operations).toBeUndefined();
});

describe("the lock", () => {
  test("keeps a second run out while the first one lives", () => {
    const release = takeLock(join(directory, "dev.json"));
    expect(() => takeLock(join(directory, "dev.json"))).toThrow(`process ${process.pid}`);
    release();
    takeLock(join(directory, "dev.json"))();
  });

  test("of a killed run is taken over", () => {
    const lock = join(directory, "dev.json.lock");
    const script =
      "require('fs').writeFileSync(process.argv[1], process.pid + ' 1'); process.kill(process.pid, 'SIGKILL')";
    spawnSync(process.execPath, ["-e", script, lock]);
    takeLock(join(directory, "dev.json"))();
  });
});
