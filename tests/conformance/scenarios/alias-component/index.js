"use strict";
const { Group, Thing, v } = require("../../sim");

const name = v === 1 ? "old" : "new";
new Group(
  name,
  (parent) => ({
    a: new Thing(`${name}-a`, { value: 1 }, { parent }),
    inner: new Group(`${name}-inner`, (inner) => ({ b: new Thing("b", { value: 1 }, { parent: inner }) }), { parent }),
  }),
  v === 1 ? {} : { aliases: [{ name: "old" }] },
);
