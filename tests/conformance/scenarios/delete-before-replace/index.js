"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v }, { deleteBeforeReplace: true });
const b = new Thing("b", { immutable: a.address });
new Thing("c", { immutable: b.address });
new Thing("updated", { value: a.address });
new Thing("ordered", { value: 1 }, { dependsOn: a });
