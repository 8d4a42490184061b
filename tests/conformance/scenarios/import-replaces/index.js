"use strict";
const { Thing, v } = require("../../sim");

// The other is made and left alone, to take the place of the first.
if (v === 1) new Thing("other", { value: 1 }, { retainOnDelete: true });
const a = new Thing("a", { value: 1 }, v === 3 ? { import: "other-1" } : {});
new Thing("needs", { value: a.value });
