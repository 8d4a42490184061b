"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, slow: v === 1 ? "delete" : v === 2 ? "create" : undefined });
new Thing("b", { value: a.address });
