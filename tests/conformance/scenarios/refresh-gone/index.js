"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: v });
new Thing("c", { value: b.address });
exports.address = a.address;
