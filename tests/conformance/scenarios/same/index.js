"use strict";
const { Group, Thing, v } = require("../../sim");

const a = new Thing("a", { value: v, tags: ["one"] });
new Group("group", (parent) => ({ b: new Thing("b", { value: a.address }, { parent, protect: true }) }));
exports.address = a.address;
