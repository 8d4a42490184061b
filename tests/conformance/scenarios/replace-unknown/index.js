"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
new Thing("b", { immutable: a.revision.apply((revision) => (revision > 0 ? "fixed" : "never")) });
