"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, fail: v === 2 ? "create" : undefined });
new Thing("b", { value: a.address });
