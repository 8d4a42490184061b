import { objectDiff } from "../../../rehearsal/engine/object-diff";
import { Secret, Unknown } from "../../../rehearsal/providers/value";

test("equal values don't differ, secret or not", () => {
  expect(objectDiff({ a: "x", b: undefined }, { a: new Secret("x") })).toEqual({ keys: [], detailed: {} });
});

test("differences are told by path", () => {
  const { keys, detailed } = objectDiff(
    { same: 1, text: "a", list: [1, 2], deep: { x: 1 }, gone: 1 },
    { same: 1, text: Unknown.instance, list: [1, 3, 4], deep: { x: 1, y: 2 } },
  );
  expect(keys).toEqual(["deep", "gone", "list", "text"]);
  expect(Object.fromEntries(Object.entries(detailed).map(([path, { kind }]) => [path, kind]))).toEqual({
    text: "update",
    "list[1]": "update",
    "list[2]": "add",
    "deep.y": "add",
    gone: "delete",
  });
});
