import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const repository = resolve(__dirname, "../../..");

/** Runs the command line in a world that isn't there. */
function run(command: string) {
  return spawnSync("sh", ["-c", `tsx rehearsal/cli/main.ts ${command}`], {
    cwd: repository,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${repository}/node_modules/.bin:${process.env.PATH}`,
      REHEARSAL_WORLD: "/nonexistent/w",
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
