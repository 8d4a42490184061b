import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readArguments } from "../../../tools/eject/arguments";

const directory = mkdtempSync(join(tmpdir(), "eject-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a stack and a directory that is empty or isn't there are all that is needed", () => {
  const project = resolve(".");
  const understood = { stack: "prod", project, directory };
  expect(readArguments(["--stack", "prod", directory])).toEqual(understood);
  expect(readArguments([join(directory, "new"), "--stack", "prod", "--project", "/srv/stack"])).toEqual({
    ...understood,
    project: "/srv/stack",
    directory: join(directory, "new"),
  });
});

test("what is there is never written over", () => {
  writeFileSync(join(directory, "notes"), "mine");
  expect(() => readArguments(["--stack", "prod", directory])).toThrow(
    `${directory} is not empty: nothing is written over`,
  );
  expect(() => readArguments(["--stack", "prod", join(directory, "notes")])).toThrow("notes is a file");
});

test("what is left of a run that was ended is no hindrance", () => {
  const ended = mkdtempSync(join(directory, "ended-"));
  mkdirSync(join(ended, ".unfinished"));
  expect(readArguments(["--stack", "prod", ended]).directory).toBe(ended);
});

test.each([
  [["directory"], "--stack is missing"],
  [["--stack", "../prod", "directory"], `--stack: "../prod" can't be the name of a stack`],
  [["--stack", "prod"], "one directory to write to, got 0"],
  [["--stack", "prod", "one", "two"], "one directory to write to, got 2"],
  [["--stack", "prod", "--json", "directory"], "'--json'"],
  [["--stack", "prod", "/not-there/directory"], "there is no directory /not-there"],
])("%j is refused", (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
