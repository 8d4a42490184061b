"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { immutable: v, value: "kept" });
const b = new Thing("b", { value: a.address });
new Thing("c", { value: b.revision });
new Thing("bystander", { value: 1 }, { dependsOn: a });
exports.address = a.address;
