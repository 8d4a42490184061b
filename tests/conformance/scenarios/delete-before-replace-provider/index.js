"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, deleteBeforeReplace: true });
new Thing("b", { value: a.address });
new Thing("c", { immutable: a.address });
