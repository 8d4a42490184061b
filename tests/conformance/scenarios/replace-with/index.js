"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v === 2, value: v });
new Thing("b", { value: 1 }, { replaceWith: [a] });
