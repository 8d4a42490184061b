"use strict";
const { Thing, v } = require("../../sim");

if (v === 1) new Thing("a", { value: 1 }, { retainOnDelete: true });
new Thing("b", { value: 1 }, { retainOnDelete: true });
new Thing("c", { value: 1 });
