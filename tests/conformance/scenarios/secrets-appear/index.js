"use strict";
const pulumi = require("@pulumi/pulumi");
const { Thing, v } = require("../../sim");

new Thing("a", { value: v === 2 ? pulumi.secret("same") : "same" });
new Thing("b", { immutable: v === 2 ? pulumi.secret("same") : "same" });
exports.out = v === 2 ? pulumi.secret("shown") : "shown";
