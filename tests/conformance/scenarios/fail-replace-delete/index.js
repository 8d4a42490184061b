"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, fail: "delete-once" });
new Thing("b", { value: a.address });
