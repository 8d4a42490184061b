"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: a.address, fail: "delete-once" });
new Thing("c", { value: b.address });
new Thing("d", { value: v });
