import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "../../../tools/eject/write";

const directory = mkdtempSync(join(tmpdir(), "write-"));
afterAll(() => rmSync(directory, { recursive: true }));

const tree = { "README.md": "Read me.\n", "web/01-a.sh": "exit\n", "web/01-a/etc/motd": "Hello\n" };

test("files lie where they belong, and scripts can be run", () => {
  const target = join(directory, "new");
  write(target, tree);
  expect(readdirSync(target)).toEqual(["README.md", "web"]);
  expect(readFileSync(join(target, "web/01-a/etc/motd"), "utf8")).toBe("Hello\n");
  expect(statSync(join(target, "web/01-a.sh")).mode & 0o111).toBe(0o111);
});

test("what a run that was ended has left is made anew", () => {
  const target = join(directory, "ended");
  mkdirSync(join(target, ".unfinished/web"), { recursive: true });
  writeFileSync(join(target, ".unfinished/web/old"), "");
  write(target, tree);
  expect(readdirSync(target)).toEqual(["README.md", "web"]);
  expect(readdirSync(join(target, "web"))).toEqual(["01-a", "01-a.sh"]);
});

test("of what can't be written whole nothing is in its place", () => {
  const target = join(directory, "failed");
  expect(() => write(target, { ...tree, "web/01-a.sh/below": "a file is no directory" })).toThrow("EEXIST");
  expect(readdirSync(target)).toEqual([".unfinished"]);
});
