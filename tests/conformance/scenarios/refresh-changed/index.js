"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
new Thing("b", { value: a.revision });
