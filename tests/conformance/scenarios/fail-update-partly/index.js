"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v, fail: v === 2 ? "update-partly" : undefined });
new Thing("b", { value: a.revision });
