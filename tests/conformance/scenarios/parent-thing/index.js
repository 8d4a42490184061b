"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v });
const b = new Thing("b", { value: 1 }, { parent: a });
new Thing("c", { value: 1 }, { parent: b, deletedWith: a });
