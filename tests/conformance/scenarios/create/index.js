"use strict";
const { Group, Thing, v } = require("../../sim");

const a = new Thing("a", { value: 1, settings: { color: "red", depth: { x: 1 } }, tags: ["one", "two"] });
const group = new Group("group", (parent) => ({ b: new Thing("b", { value: a.address }, { parent }) }));
exports.address = a.address;
exports.depth = a.settings.depth;
exports.fixed = ["f", { i: v }];
exports.region = group.b.region;
