"use strict";
const { Group, Sim, Thing, v } = require("../../sim");

const provider = new Sim("moon", { region: "moon" });
const opts = v === 1 ? { providers: { sim: provider } } : { providers: [provider] };
const group = new Group(
  "group",
  (parent) => ({
    a: new Thing("a", { value: v }, { parent }),
    inner: new Group("inner", (inner) => ({ b: new Thing("b", { value: v }, { parent: inner }) }), { parent }),
  }),
  opts,
);
new Thing("child-of-thing", { value: v }, { parent: group.a });
new Thing("outside", { value: v });
