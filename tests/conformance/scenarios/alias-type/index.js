"use strict";
const { Thing, v } = require("../../sim");

if (v === 1) new Thing("a", { value: 1 }, {}, "sim:index:Former");
else new Thing("a", { value: 2 }, { aliases: [{ type: "sim:index:Former" }] });
