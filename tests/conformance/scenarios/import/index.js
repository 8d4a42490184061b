"use strict";
const { Thing, v } = require("../../sim");

// Made and left alone, then taken over by another program.
if (v === 1) for (const name of ["a", "b", "c"]) new Thing(name, { value: 1 }, { retainOnDelete: true });
if (v >= 3) {
  const there = (id) => (v === 3 ? { import: id } : {});
  const a = new Thing("a", { value: 7 }, there("a-1"));
  new Thing("b", { value: 8 }, there("b-1"));
  new Thing("ignored", { value: 8 }, { ignoreChanges: ["value"], ...there("c-1") });
  new Thing("needs", { value: a.value });
}
