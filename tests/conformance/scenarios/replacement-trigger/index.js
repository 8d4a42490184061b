"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { value: 1 }, { replacementTrigger: `generation ${v}` });
const b = new Thing("b", { value: v });
new Thing("c", { value: 1 }, { replacementTrigger: b.revision });
