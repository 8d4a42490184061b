import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { listsFunctions } from "../../../components/lists/lists-functions";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "functions-"));
  mkdirSync(join(root, "secrets"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs a script that has the functions, with `$etc` in a place of its own. */
function run(script: string): { status: number | null; said: string } {
  const text = `set -eu\nfail() { echo "$1"; exit 1; }\n${listsFunctions}\netc=${root}\n${script}`;
  const { status, stdout } = spawnSync("sh", ["-c", text], { encoding: "utf8" });
  return { status, said: stdout };
}

const trial = (password: string, program: string): string =>
  `proven relay smtp.example.org ${password} || prove <<'END' || fail refused\nimport sys\n${program}\nEND`;
const works = 'print(open(sys.argv[1]).read().split()[1], "tried")';

test("a password that is refused leaves nothing behind, and the one of before goes on", () => {
  expect(run(trial("old", works))).toEqual({ status: 0, said: "old tried\n" });
  expect(run(trial("new", "sys.exit(1)"))).toEqual({ status: 1, said: "refused\n" });
  expect(readdirSync(join(root, "secrets"))).toEqual(["relay-proven"]);
  expect(run(trial("old", works))).toEqual({ status: 0, said: "" });
});

test("a directory is made, but never where a link leads", () => {
  const { username } = userInfo();
  const group = spawnSync("id", ["-gn"], { encoding: "utf8" }).stdout.trim();
  const belongs = (path: string): string => `belongs ${join(root, path)} ${username}:${group} 0750`;
  expect(run(belongs("queue"))).toEqual({ status: 0, said: "" });
  expect(run(belongs("queue"))).toEqual({ status: 0, said: "" });
  symlinkSync("/elsewhere", join(root, "templates"));
  expect(run(belongs("templates"))).toMatchObject({ status: 1, said: expect.stringContaining("is a link where") });
  expect(existsSync("/elsewhere")).toBe(false);
});
