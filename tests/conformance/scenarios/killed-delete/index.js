"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
if (v === 1) {
  const slow = new Thing("slow", { value: a.address, slow: "delete" });
  new Thing("c", { value: slow.address });
}
