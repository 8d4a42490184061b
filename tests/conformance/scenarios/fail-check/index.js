"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { value: v });
new Thing("b", { value: v, fail: "check" });
