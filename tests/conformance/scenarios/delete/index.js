"use strict";
const { Group, Thing, v } = require("../../sim");

new Thing("stays", { value: 1 });
if (v === 1) {
  const a = new Thing("a", { value: 1 });
  const b = new Thing("b", { value: a.address });
  new Thing("c", { value: 1 }, { dependsOn: b });
  new Group("group", (parent) => ({
    d: new Thing("d", { value: a.address }, { parent }),
    e: new Thing("e", {}, { parent }),
  }));
}
