"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v, fail: v === 1 ? "create-partly" : undefined });
new Thing("b", { value: a.address });
