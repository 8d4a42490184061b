"use strict";
const { Thing, Group, Sim, v } = require("../../sim");

const set =
  (more) =>
  ({ props, opts }) => ({ props, opts: { ...opts, ...more } });

const elsewhere = new Sim("elsewhere", { region: "elsewhere" });
const first = new Thing("first", { value: 1 });
if (v === 1) {
  new Thing("old-name", { value: 1 });
  new Thing("left", { value: 1 }, { retainOnDelete: true });
} else {
  new Thing("new-name", { value: 1 }, { transforms: [set({ aliases: [{ name: "old-name" }] })] });
  if (v === 3) new Thing("taken", { value: 1 }, { transforms: [set({ import: "left-1" })] });
}
new Thing("ignoring", { value: v }, { transforms: [set({ ignoreChanges: ["value"] })] });
new Thing("replaced", { value: v }, { transforms: [set({ replaceOnChanges: ["value"], deleteBeforeReplace: true })] });
new Thing("after", { value: v }, { transforms: [set({ dependsOn: [first] })] });
new Thing("hidden", { value: 1 }, { transforms: [set({ additionalSecretOutputs: ["address"] })] });
new Thing("there", { value: 1 }, { transforms: [set({ provider: elsewhere })] });
new Group(
  "family",
  (family) => {
    new Thing("child", { value: 1 }, { parent: family });
    new Thing("free", { value: 1 }, { parent: family, transforms: [set({ protect: false })] });
    return {};
  },
  { transforms: [set({ protect: v === 1 })] },
);
