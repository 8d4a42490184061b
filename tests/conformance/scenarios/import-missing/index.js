"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: 1 }, v === 1 ? { import: "nowhere" } : {});
new Thing("needs", { value: a.value });
