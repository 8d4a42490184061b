"use strict";
const { Group, Thing, v } = require("../../sim");

const container = new Thing("container", { value: 1 });
const child = (name) => (parent) => (v === 3 ? {} : { child: new Thing(name, { value: v }, { parent }) });
new Group("protecting", child("protected"), { protect: v === 1 });
new Group("retaining", child("retained"), { retainOnDelete: true });
new Group("contained", child("tied"), { deletedWith: container });
if (v < 3)
  new Group("refusing", (parent) => ({ child: new Thing("own", { value: v }, { parent, protect: false }) }), {
    protect: v === 1,
  });
