"use strict";
const { Sim, Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const provider = new Sim("moon", { region: a.revision.apply((revision) => `region-${revision}`) });
new Thing("b", { value: 1 }, { provider });
