"use strict";
const { Thing, v } = require("../../sim");

new Thing("stays", { value: v });
if (v === 1) {
  const a = new Thing("a", { value: 1 });
  const b = new Thing("b", { value: a.address, fail: "delete-once" });
  new Thing("c", { value: b.address });
  new Thing("d", { value: 1 });
}
