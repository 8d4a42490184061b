"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const slow = v > 1 ? new Thing("slow", { value: a.address, slow: v === 2 ? "create" : undefined }) : a;
new Thing("c", { value: slow.address });
