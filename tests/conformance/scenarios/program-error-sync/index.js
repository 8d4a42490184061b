"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { value: 1 });
if (v === 2) throw new Error("the program fails");
new Thing("b", { value: 1 });
