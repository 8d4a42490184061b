"use strict";
const { Group, Thing, v } = require("../../sim");

new Group(v === 1 ? "old" : "new", (parent) => {
  const a = new Thing("a", { value: 1 }, { parent });
  return { a, b: new Thing("b", { value: a.address }, { parent }) };
});
