"use strict";
const pulumi = require("@pulumi/pulumi");
const { Group, Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
new Group("group", (parent) => ({
  b: new Thing("b", { value: a.address, settings: { s: pulumi.secret("s3cr3t") } }, { parent }),
}));
