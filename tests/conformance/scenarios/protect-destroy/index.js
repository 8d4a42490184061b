"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v }, { protect: true });
new Thing("b", { value: a.address });
