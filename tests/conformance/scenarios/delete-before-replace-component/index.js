"use strict";
const { Group, Thing, v } = require("../../sim");

const group = new Group("group", (parent) => {
  const a = new Thing("a", { immutable: v }, { parent, deleteBeforeReplace: true });
  return { a, b: new Thing("b", { immutable: a.address }, { parent }) };
});
new Thing("after", { value: 1 }, { dependsOn: group });
