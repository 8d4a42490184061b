"use strict";
const { Group, Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: a.address });
const group = new Group("group", (parent) => ({ c: new Thing("c", { value: b.address }, { parent }) }));
new Thing("d", {}, { dependsOn: group });
exports.address = a.address;
