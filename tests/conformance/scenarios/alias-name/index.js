"use strict";
const { Thing, v } = require("../../sim");

const opts = v === 2 ? { aliases: [{ name: "old" }] } : {};
const a = new Thing(v === 1 ? "old" : "new", { value: 1 }, opts);
new Thing("b", { value: a.address });
