"use strict";
const pulumi = require("@pulumi/pulumi");
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const b = new Thing("b", { value: v });
new Thing("all", { value: pulumi.all([a.value, b.value]).apply(([x, y]) => x + y) });
new Thing("text", { settings: { text: pulumi.interpolate`${a.revision} and ${b.address}` }, tags: [b.address] });
new Thing("later", { value: 1 }, { dependsOn: pulumi.output([a]) });
