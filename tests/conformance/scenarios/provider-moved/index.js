"use strict";
const { Sim, Thing, v } = require("../../sim");

const provider = new Sim("moon", { region: "moon" });
new Thing("a", { value: 1 }, v === 2 ? { provider } : {});
