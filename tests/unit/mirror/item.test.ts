import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstRelease, isOlder } from "../../../rehearsal/mirror/go";
import { isThere, withNeeds, type Item } from "../../../rehearsal/mirror/item";
import { items } from "../../../rehearsal/mirror/items";

const item = (name: string, needs?: string[]): Item => ({
  ...{ name, files: [name], what: "", recipe: name, minutes: 1, needs },
  make: () => Promise.resolve(),
});

test("an item comes after what it is made of, once", () => {
  const [a, b, c, d] = [item("a"), item("b", ["a"]), item("c", ["b", "a"]), item("d")];
  expect(withNeeds([c], [a, b, c, d]).map(({ name }) => name)).toEqual(["a", "b", "c"]);
});

test("a file that somebody put there is not made again; one of another recipe is", () => {
  const folder = mkdtempSync(join(tmpdir(), "mirror-"));
  const one = { ...item("archive"), files: ["archive", "checksums"] };
  const origins = (recipe: string): void =>
    writeFileSync(
      join(folder, "made-here.json"),
      JSON.stringify({ archive: { what: "", recipe }, checksums: { what: "", recipe } }),
    );
  expect(isThere(folder, one)).toBe(false);
  writeFileSync(join(folder, "archive"), "");
  expect(isThere(folder, one)).toBe(true);
  origins("archive");
  expect(isThere(folder, one)).toBe(false);
  writeFileSync(join(folder, "checksums"), "");
  expect(isThere(folder, one)).toBe(true);
  origins("another");
  expect(isThere(folder, one)).toBe(false);
  rmSync(folder, { recursive: true });
});

test("each item of the mirror has files, recipes and names of its own, and what it needs comes before it", () => {
  const files = items.flatMap((one) => one.files);
  expect(new Set(files).size).toBe(files.length);
  expect(new Set(items.map(({ recipe }) => recipe)).size).toBe(items.length);
  items.forEach(({ needs = [] }, index) => {
    const before = items.slice(0, index).flatMap((one) => one.files);
    expect(before).toEqual(expect.arrayContaining(needs));
  });
});

test.each([
  ["1.19.8", "1.21", true],
  ["1.24", "1.26.2", true],
  ["1.26.8", "1.26.2", false],
  ["1.26.10", "1.26.2", false],
])("Go %s is older than %s: %s", (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

test("the first release of a version of Go has three numbers", () => {
  expect(["1.25", "1.26.2"].map(firstRelease)).toEqual(["1.25.0", "1.26.2"]);
});
