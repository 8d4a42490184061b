import { compare } from "./compare";
import type { Json, StepRecord } from "./recording";

const urn = (name: string): string => `urn:pulumi:dev::conformance::sim:index:Thing::${name}`;
const short = (name: string): string => `sim:index:Thing::${name}`;

const state: Json = {
  pending_operations: [],
  resources: [{ urn: urn("a") }, { urn: urn("b"), dependencies: [urn("a")] }, { urn: urn("c") }],
};

function up(more: Partial<StepRecord>): StepRecord {
  const record = { step: { do: "up", v: 1 }, exitCode: 0, calls: [], order: [], events: [], changes: {}, errors: [] };
  return { ...(record as StepRecord), state, ...more };
}

function calls(...names: string[]): StepRecord {
  return up({ calls: names.map((name) => name.replace(/ (\w)/, (_all, thing: string) => ` ${short(thing)}`)) });
}

test("the same is the same", () => {
  expect(compare([up({})], [up({})])).toEqual([]);
});

test.each([
  ["exit code", { exitCode: 1 }, "step 1 (up v1): exitCode: recorded 0, got 1"],
  ["something more", { events: [1] }, "step 1 (up v1): events[0]: recorded nothing, got 1"],
  ["the state", { state: {} }, "step 1 (up v1): state.pending_operations: recorded [], got nothing"],
])("%s differs", (_what, more, difference) => {
  expect(compare([up({})], [up(more)])).toContain(difference);
});

test("a step that is missing differs", () => {
  expect(compare([up({})], [])).not.toEqual([]);
});

test("what doesn't need each other comes in any order", () => {
  expect(compare([calls("create a", "create c")], [calls("create c", "create a")])).toEqual([]);
});

test("what is needed comes first", () => {
  expect(compare([calls("create a", "create b")], [calls("create b", "create a")])).toEqual([
    `step 1 (up v1): create ${short("b")} came before create ${short("a")}`,
  ]);
});

test("deletions at the end come after everything else", () => {
  expect(compare([calls("create a", "delete c c-1")], [calls("delete c c-1", "create a")])).toEqual([
    `step 1 (up v1): delete ${short("c")} c-1 came before create ${short("a")}`,
  ]);
});
