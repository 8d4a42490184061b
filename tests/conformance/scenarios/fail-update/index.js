"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: a.revision });
const c = new Thing("c", { value: b.revision, fail: v === 2 ? "update" : undefined });
new Thing("d", { value: c.revision });
if (v === 1) new Thing("gone", { value: 1 });
