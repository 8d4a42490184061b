"use strict";
const { Sim, Thing, v } = require("../../sim");

if (v < 3) {
  const provider = new Sim("moon", { region: v === 1 ? "moon" : "mars" });
  new Thing("a", { value: 1 }, { provider });
}
new Thing("b", { value: 1 });
