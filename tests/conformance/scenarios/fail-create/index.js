"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: v, fail: v === 1 ? "create" : undefined });
new Thing("c", { value: b.address });
new Thing("d", { value: a.address });
exports.address = b.address;
