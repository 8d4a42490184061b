import { readPolicies } from "../../../tools/preview-report/policy-events";
import { readPreview } from "../../../tools/preview-report/preview";
import { report } from "../../../tools/preview-report/report";
import { madePreview, madeStep, sample, sampleText } from "./samples";

test.each<[string, string, string]>([
  ["nothing", "", "the preview is empty: pulumi preview --json printed nothing"],
  ["blanks", " \n\n", "the preview is empty: pulumi preview --json printed nothing"],
  ["words", "hello there", "this is not what pulumi preview --json prints: there is no JSON in it"],
  ["half of it", sampleText("mixed").slice(0, 5000), "the preview ends too early or is damaged: "],
  ["other JSON", '{"name": "x"}', "this is JSON, but neither a preview of Pulumi's nor its events"],
  ["a list", "[1, 2]", "this is JSON, but neither a preview of Pulumi's nor its events"],
  [
    "wrong steps",
    '{"steps": [{"op": 1}]}',
    "this is not what pulumi preview --json prints: a step has no op or no urn",
  ],
  ["no steps", '{"steps": 7}', "this is not what pulumi preview --json prints: its steps are none"],
  [
    "a state that is none",
    '{"steps": [{"op": "a", "urn": "b", "newState": {"inputs": 5}}]}',
    "the state of a step is none",
  ],
  [
    "reasons that are none",
    '{"steps": [{"op": "a", "urn": "b", "diffReasons": [5]}]}',
    "the reasons of a step are none",
  ],
  ["wrong summary", '{"steps": [], "changeSummary": []}', "its diagnostics or its summary are none"],
])("refuses %s and says why", (_, text, message) => expect(() => readPreview(text)).toThrow(message));

test("says nothing of the text that it can't read", () => {
  expect(() => readPreview('{"steps": [], "password": "hunter2hunter2')).toThrow(/^(?!.*hunter2)/s);
});

test("errors in place of a preview are a failed preview", () => {
  const text = "Previewing update (prod):\n\nerror: could not load stack: token: abcdef123456 is wrong\n";
  const { failed, full } = report(readPreview(text));
  expect(failed).toBe(true);
  expect(full).toContain("error: could not load stack: token: [secret]");
});

test("reads a preview after what a tool said, after a byte order mark, and without what is optional", () => {
  const expected = sample("mixed");
  expect(readPreview(`> build\n> tsc\n\n${sampleText("mixed")}`)).toEqual(expected);
  expect(readPreview(`\uFEFF${sampleText("mixed")}`)).toEqual(expected);
  expect(readPreview('{"changeSummary": {}}')).toEqual({ steps: [], diagnostics: [], changeSummary: {} });
});

test("what is null is left out", () => {
  const nothing = { diffReasons: null, replaceReasons: null, provider: null, oldState: null };
  const state = { type: "a:b:C", inputs: null, dependencies: null, parent: null, id: null };
  const step = { op: "create", urn: "urn:pulumi:a::b::a:b:C::d", ...nothing, newState: state };
  expect(report(readPreview(JSON.stringify({ steps: [step] }))).full).toContain("new c `d`");
});

const events = sample("mixed").steps.flatMap(
  ({ op, urn, provider, oldState, newState, diffReasons, replaceReasons, detailedDiff }) => {
    // The engine leaves out what is false.
    const told = (state: typeof oldState) => state && { ...state, custom: state.custom || undefined };
    const metadata = {
      ...{ op, urn, type: (newState ?? oldState)!.type, old: told(oldState) ?? null, new: told(newState) ?? null },
      ...{ provider, diffs: diffReasons, keys: replaceReasons },
      detailedDiff:
        detailedDiff &&
        Object.fromEntries(Object.entries(detailedDiff).map(([path, { kind }]) => [path, { diffKind: kind }])),
    };
    const halves =
      op === "replace"
        ? ["create-replacement", "import-replacement", "delete-replaced"].map((half) => ({ ...metadata, op: half }))
        : [];
    return [metadata, ...halves].map((one) => JSON.stringify({ sequence: 1, resourcePreEvent: { metadata: one } }));
  },
);
const finding = {
  policyEvent: {
    ...{
      resourceUrn: "urn:pulumi:dev::pt::a:b:C::d",
      policyName: "no-open-ssh",
      policyPackName: "open-infrastructure",
    },
    ...{ enforcementLevel: "mandatory", message: "<{%reset%}>SSH is open<{%reset%}>" },
  },
};
const summary = {
  summaryEvent: { resourceChanges: sample("mixed").changeSummary, PolicyPacks: { "open-infrastructure": "1" } },
};

test("events, line by line, give the report that the one object gives, with what policies said", () => {
  const streamed = readPreview([...events, JSON.stringify(finding), JSON.stringify(summary), ""].join("\n"));
  const policies = {
    violations: [
      {
        ...{ pack: "open-infrastructure", policy: "no-open-ssh", level: "mandatory", message: "SSH is open" },
        urn: "urn:pulumi:dev::pt::a:b:C::d",
      },
    ],
    passed: [],
  };
  expect(streamed.policies).toEqual(policies);
  expect(report(streamed)).toEqual(report(sample("mixed"), { policies }));
});

test("policies are read out of events among other lines; without a pack nothing was asked", () => {
  const lines = ["noise", JSON.stringify(finding), '{"policyEvent": broken', JSON.stringify(finding)];
  expect(readPolicies(lines.join("\n"))?.violations).toHaveLength(1);
  expect(readPreview([...events, '{"summaryEvent":{"PolicyPacks":{}}}'].join("\n")).policies).toBeUndefined();
  for (const none of ["", "noise", '{"summaryEvent":{"PolicyPacks":{}}}']) expect(readPolicies(none)).toBeUndefined();
  expect(readPolicies(`${JSON.stringify(summary)}\r\n`)).toEqual({ violations: [], passed: [] });
  const asked = { policyAnalyzeSummaryEvent: { policyPackName: "p", passed: ["a", "b"], failed: ["b"] } };
  expect(readPolicies(JSON.stringify(asked))).toEqual({ violations: [], passed: ["a"] });
});

test("counts steps itself where the preview doesn't", () => {
  const { full } = report(madePreview(madeStep("create", "a:b:C", "x", { now: {} })));
  expect(full).toContain("**🟢 1 to create**");
});
