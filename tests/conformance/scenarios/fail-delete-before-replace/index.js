"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, fail: v === 2 ? "create" : undefined }, { deleteBeforeReplace: true });
new Thing("b", { immutable: a.address });
