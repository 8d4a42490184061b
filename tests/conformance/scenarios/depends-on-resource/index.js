"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: 1 });
const b = new Thing("b", { value: 1 });
new Thing("c", { value: v }, { dependsOn: v === 1 ? a : [a, b] });
