"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: v, fail: v === 2 ? "update" : undefined });
new Thing("c", { value: b.revision });
new Thing("d", { value: a.revision });
if (v === 1) new Thing("gone", { value: 1 });
