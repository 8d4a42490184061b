import { digestOf } from "../../../tools/preview-report/digest";
import type { Preview } from "../../../tools/preview-report/preview";
import { madePreview, madeStep, sample, sampleText } from "./samples";
import { readPreview } from "../../../tools/preview-report/preview";

const command = "command:remote:Command";
const step = (now: object, rest = {}) => madeStep("update", command, "a", { old: { create: "x" }, now, ...rest });
const digest = (...steps: Preview["steps"]) => digestOf(madePreview(...steps));

test("is the same for the same plan, whenever and in whatever order it was made", () => {
  const text = sampleText("mixed")
    .replaceAll(/"(created|modified)": "[^"]*"/g, '"$1": "2030-01-01T00:00:00Z"')
    .replaceAll(/index\.ts#\d+/g, "index.ts#99")
    .replace(/"duration": \d+/, '"duration": 1')
    .replaceAll("www-reload50ab2c0d", "www-reload00000000");
  const turned = readPreview(text);
  expect(digestOf({ ...turned, steps: turned.steps.toReversed() })).toBe(digestOf(sample("mixed")));
  expect(digest(step({ create: "y", z: 1 }))).toBe(digest(step({ z: 1, create: "y" })));
});

test("is another one for any difference in what would be done", () => {
  const digests = [
    digest(),
    digest(step({ create: "y" })),
    digest(step({ create: "y " })),
    digest(step({ create: "y", stdin: "[secret]" })),
    digest(step({ create: "y" }, { diffReasons: ["stdin"] })),
    digest(step({ create: "y" }, { replaceReasons: ["triggers"] })),
    digest(step({ create: "y" }, { detailedDiff: { stdin: { kind: "update" } } })),
    digest(madeStep("replace", command, "a", { old: { create: "x" }, now: { create: "y" } })),
    digest(madeStep("update", command, "a", { old: { create: "other" }, now: { create: "y" } })),
    digest(madeStep("update", command, "b", { old: { create: "x" }, now: { create: "y" } })),
    digest(step({ create: "y" }), madeStep("delete", command, "c", { old: {} })),
    digest(step({ create: "y" }, { provider: "urn:pulumi:prod::shop::pulumi:providers:command::other::1" })),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

test("what stays as it is doesn't count, protection that changes does", () => {
  const same = madeStep("same", command, "a", { old: {}, now: {} });
  expect(digest(same)).toBe(digest());
  const guarded = { ...same, newState: { ...same.newState!, protect: true } };
  expect(digest(guarded)).not.toBe(digest());
});

test("names that a provider makes up anew at each preview don't count", () => {
  const bucket = (name: string) => madeStep("create", "a:b:C", "bucket", { now: { __defaults: ["name"], name } });
  expect(digest(bucket("bucket-1a2b3c4"))).toBe(digest(bucket("bucket-ffffff0")));
  expect(digest(bucket("bucket-1a2b3c4"))).not.toBe(digest(bucket("other-1a2b3c4")));
});

test("an encrypted value counts as a secret, not as its ciphertext", () => {
  const envelope = (ciphertext: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext,
  });
  expect(digest(step({ a: envelope("v1:1") }))).toBe(digest(step({ a: envelope("v1:2") })));
  expect(digest(step({ a: envelope("v1:1") }))).toBe(digest(step({ a: "[secret]" })));
});
