import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Journal } from "../../../rehearsal/engine/journal";
import { newResource } from "../../../rehearsal/engine/resource";
import { StateFile } from "../../../rehearsal/engine/state-file";
import { STACK_TYPE } from "../../../rehearsal/engine/urn";
import { Secret } from "../../../rehearsal/providers/value";

const repository = resolve(__dirname, "../../..");

/** Runs the command line in a world, by default one that isn't there. */
function run(command: string, world = "/nonexistent/w") {
  return spawnSync("sh", ["-c", `tsx rehearsal/cli/main.ts ${command}`], {
    cwd: repository,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${repository}/node_modules/.bin:${process.env.PATH}`,
      REHEARSAL_WORLD: world,
    },
    maxBuffer: 1e8,
  });
}

test("a reader that is slow gets the whole plan", () => {
  const { stdout } = run("preview --json 2>/dev/null | (head --bytes=1; sleep 1; cat)");
  expect(stdout.length).toBeGreaterThan(100_000);
  expect(JSON.parse(stdout)).toMatchObject({ steps: expect.any(Array) });
});

test.each(["built-in", "pulumi"])("a stack that was never made has no outputs (--engine %s)", (engine) => {
  const { status, stdout, stderr } = run(`outputs --stack nosuch --engine ${engine}`);
  expect(stderr).toContain('there is no stack "nosuch" in this rehearsal: /nonexistent/w/');
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});

describe("secrets among outputs", () => {
  let world = "";

  beforeAll(async () => {
    world = mkdtempSync(join(tmpdir(), "outputs-"));
    const file = await StateFile.open(join(world, "state", "prod.json"));
    await file.prepare();
    const journal = new Journal(file);
    const stack = newResource(`urn:pulumi:prod::shop::${STACK_TYPE}::shop-prod`, STACK_TYPE, false);
    const outputs = { url: "https://example.org/", password: new Secret("hunter2"), keys: { first: new Secret([7]) } };
    journal.add({ ...stack, outputs });
    journal.close();
  });
  afterAll(() => rmSync(world, { recursive: true }));

  test("are shown to who asks for them", () => {
    const { status, stdout } = run("outputs --show-secrets --json", world);
    expect(JSON.parse(stdout)).toEqual({ url: "https://example.org/", password: "hunter2", keys: { first: [7] } });
    expect(status).toBe(0);
    expect(run("outputs --show-secrets", world).stdout).toMatch(/^ {2}password {2}hunter2$/m);
  });

  test("are shown to nobody else", () => {
    const { status, stdout } = run("outputs --json", world);
    expect(JSON.parse(stdout)).toEqual({ url: "https://example.org/", password: "[secret]", keys: "[secret]" });
    expect(status).toBe(0);
  });
});
