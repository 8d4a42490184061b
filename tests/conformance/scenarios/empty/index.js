"use strict";
const { Thing, v } = require("../../sim");

if (v === 2) new Thing("a", { value: 1 });
