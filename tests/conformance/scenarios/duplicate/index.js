"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: 1 });
const b = new Thing("b", { value: a.address.apply(() => v) });
new Thing("a", { value: b.address });
