"use strict";
const { Thing, v } = require("../../sim");

const urn = "urn:pulumi:dev::conformance::sim:index:Thing::first";
if (v === 1) new Thing("first", { immutable: 1 });
else new Thing("second", { immutable: 2 }, { aliases: [urn] });
new Thing("c", { value: 1 }, { aliases: [{ name: "never" }] });
