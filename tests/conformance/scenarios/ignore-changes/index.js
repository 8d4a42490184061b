"use strict";
const { Thing, v } = require("../../sim");

const settings = { color: v === 1 ? "red" : "blue", size: v, depth: { x: v, y: v } };
const tags = v === 1 ? ["one", "two", "three"] : ["uno", "due", "tre"];
new Thing("top", { value: v, settings: { fixed: 1 } }, { ignoreChanges: ["value"] });
new Thing("nested", { settings }, { ignoreChanges: ["settings.color", "settings.depth.x"] });
new Thing("element", { tags }, { ignoreChanges: ["tags[1]"] });
new Thing("wildcard", { tags, settings }, { ignoreChanges: ["tags[*]", "settings.depth.*"] });
new Thing("absent", v === 1 ? { tags } : { tags, value: 2 }, { ignoreChanges: ["value"] });
new Thing("removed", v === 1 ? { tags, value: 1 } : { tags }, { ignoreChanges: ["value"] });
