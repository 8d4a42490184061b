"use strict";
const { Thing, v } = require("../../sim");

if (v === 1) new Thing("a", { value: 1 }, { retainOnDelete: true });
if (v >= 3) new Thing("a", { value: 7, immutable: v }, v === 3 ? { import: "a-1" } : {});
