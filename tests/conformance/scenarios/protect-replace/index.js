"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { value: v, immutable: v === 3 }, { protect: true });
new Thing("b", { value: v });
