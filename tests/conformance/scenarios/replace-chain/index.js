"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v });
const b = new Thing("b", { immutable: a.address });
new Thing("c", { immutable: b.address });
