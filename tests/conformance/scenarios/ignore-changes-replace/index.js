"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { value: v, immutable: v }, { ignoreChanges: ["value"] });
new Thing("b", { value: v, immutable: v }, { ignoreChanges: ["immutable"] });
new Thing("c", { value: 1, immutable: v }, { ignoreChanges: ["*"] });
