"use strict";
const { Group, Thing, v } = require("../../sim");

const outer = new Group("outer", (parent) => ({
  a: new Thing("a", { value: v }, { parent }),
  inner: new Group("inner", (inner) => ({ b: new Thing("b", {}, { parent: inner }) }), { parent }),
}));
const second = new Group("second", (parent) => ({ c: new Thing("c", {}, { parent }) }), { dependsOn: outer });
new Thing("d", { value: 1 }, { dependsOn: [outer, second] });
