import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const repository = resolve(__dirname, "../../..");

test("a reader that is slow gets the whole plan", () => {
  const preview = "tsx rehearsal/cli/main.ts preview --json 2>/dev/null | (sleep 8; cat)";
  const { stdout } = spawnSync("sh", ["-c", preview], {
    cwd: repository,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${repository}/node_modules/.bin:${process.env.PATH}`,
      REHEARSAL_WORLD: "/nonexistent/w",
    },
    maxBuffer: 1e8,
  });
  expect(stdout.length).toBeGreaterThan(100_000);
  expect(JSON.parse(stdout)).toMatchObject({ steps: expect.any(Array) });
}, 60_000);
