import { containsPath, formatPath, parsePath, resetPath } from "../../../rehearsal/engine/property-path";
import { Secret, type PropertyMap } from "../../../rehearsal/providers/value";

test.each([
  ["tags[0].name", ["tags", 0, "name"]],
  ['labels["a.b/c"]', ["labels", "a.b/c"]],
  ["triggers[*]", ["triggers", "*"]],
  ["plain", ["plain"]],
])("%s is read and written", (text, path) => {
  expect(parsePath(text)).toEqual(path);
  expect(parsePath(formatPath(path))).toEqual(path);
});

test.each(["", "a[", "a..b"])("%j is no property path", (text) => {
  expect(() => parsePath(text)).toThrow("invalid property path");
});

test("a path contains what is below it", () => {
  expect(containsPath(["triggers", "*"], ["triggers", 3, "x"])).toBe(true);
  expect(containsPath(["triggers", 1], ["triggers"])).toBe(false);
});

describe("what is reset", () => {
  const olds: PropertyMap = { size: 1, tags: ["a", "b"], secret: new Secret({ user: "old" }) };

  test.each<[string, PropertyMap, PropertyMap, boolean]>([
    ["size", { size: 2 }, { size: 1 }, true],
    ["gone", { gone: 2 }, { gone: undefined }, true],
    ["tags[1]", { tags: ["x", "y"] }, { tags: ["x", "b"] }, true],
    ["tags[1]", { tags: ["x"] }, { tags: ["x"] }, false],
    ["tags[*]", { tags: ["x", "y", "z"] }, { tags: ["a", "b", "z"] }, false],
    ["size.deep", { size: { deep: 1 } }, { size: { deep: undefined } }, true],
  ])("%s", (path, news, expected, possible) => {
    expect(resetPath(parsePath(path), olds, news)).toBe(possible);
    expect(news).toEqual(expected);
  });

  test("a secret stays one", () => {
    const news: PropertyMap = { secret: { user: "new" } };
    expect(resetPath(["secret", "user"], olds, news)).toBe(true);
    expect(news).toEqual({ secret: { user: new Secret("old") } });
  });
});
