"use strict";
const { Thing, v } = require("../../sim");

const b = new Thing("b", { value: v });
new Thing("a", { value: v, immutable: v === 3 }, { protect: true, dependsOn: b });
