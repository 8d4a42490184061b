"use strict";
const { Thing, v } = require("../../sim");

new Thing("stays", { value: v });
if (v !== 2) new Thing("a", { value: 1 }, { protect: v === 1 });
