"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: 1 });
exports.kept = a.address;
if (v === 1) exports.removed = "soon";
if (v > 1) exports.changed = { to: v, list: [1, "two", null, true] };
if (v === 3) exports.secret = a.token;
