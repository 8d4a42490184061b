"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { tags: v === 1 ? ["one", "two"] : ["one"] }, { ignoreChanges: ["tags[1]"] });
