"use strict";
const { Thing, v } = require("../../sim");

const variants = [
  { value: 1, settings: { color: "red", size: 1 }, tags: ["one", "two"] },
  { value: 2, settings: { color: "blue", shape: "round" }, tags: ["one", "three", "four"] },
  { settings: { color: "blue", shape: "round" }, tags: [] },
];
const a = new Thing("a", variants[v - 1]);
new Thing("known", { value: a.address });
new Thing("unknown", { value: a.revision });
exports.revision = a.revision;
