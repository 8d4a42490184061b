"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, slow: v === 2 ? "create" : undefined }, { deleteBeforeReplace: true });
new Thing("b", { immutable: a.address });
