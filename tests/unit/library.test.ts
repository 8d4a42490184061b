import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { library } from "../../components/remote/library";

const directory = mkdtempSync(join(tmpdir(), "library-"));
afterAll(() => rmSync(directory, { recursive: true }));

function program(name: string, body: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(directory, name), 0o755);
}

function run(script: string) {
  const env = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
  return spawnSync("sh", ["-euc", `${library}\n${script}`], { encoding: "utf8", env, cwd: directory });
}

test("dpkg and apt are asked again while somebody else holds their lock", () => {
  program("sleep", ":");
  program(
    "dpkg",
    `echo once >>tries; [ $(wc -l <tries) -gt 2 ] || { echo "dpkg: error: dpkg frontend lock was locked by another process with pid 4" >&2; exit 2; }; echo done`,
  );
  const { status, stdout } = run("patiently dpkg --configure -a");
  expect([status, stdout.trim().split("\n").pop()]).toEqual([0, "done"]);
  program(
    "apt-get",
    `echo once >>asked; [ $(wc -l <asked) -gt 1 ] || { echo "E: Could not get lock /var/lib/apt/lists/lock." >&2; exit 100; }`,
  );
  expect(run("patiently apt-get update").status).toBe(0);
});

test("what else goes wrong ends the step at once, with its status", () => {
  program("dpkg", "echo once >>failures; echo broken; exit 7");
  expect(run("patiently dpkg --configure -a; echo on").stdout).toBe("broken\n");
  expect(run("patiently dpkg --configure -a").status).toBe(7);
  expect(run("wc -l <failures").stdout.trim()).toBe("2");
});
