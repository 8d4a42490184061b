"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v === 1 ? 1 : 2, fail: v === 2 ? "create-partly" : undefined });
new Thing("b", { value: a.address });
