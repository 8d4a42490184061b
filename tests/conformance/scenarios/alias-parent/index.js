"use strict";
const pulumi = require("@pulumi/pulumi");
const { Group, Thing, v } = require("../../sim");

const group = new Group("group");
if (v === 1) new Thing("a", { value: 1 });
if (v === 2) new Thing("a", { value: 1 }, { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });
if (v === 3) new Thing("a", { value: 1 }, { aliases: [{ parent: group }] });
