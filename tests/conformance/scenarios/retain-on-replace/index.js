"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { immutable: v }, { retainOnDelete: true });
new Thing("b", { immutable: v }, { retainOnDelete: true, deleteBeforeReplace: true });
