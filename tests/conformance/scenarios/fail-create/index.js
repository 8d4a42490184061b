"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: a.address });
const c = new Thing("c", { value: b.address, fail: v === 1 ? "create" : undefined });
new Thing("d", { value: c.address });
exports.address = c.address;
