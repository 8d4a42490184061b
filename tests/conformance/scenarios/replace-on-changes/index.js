"use strict";
const { Thing, v } = require("../../sim");

const settings = { color: v, size: 1 };
new Thing("top", { value: v, tags: ["one"] }, { replaceOnChanges: ["value"] });
new Thing("nested", { settings }, { replaceOnChanges: ["settings.color"] });
new Thing("other", { settings }, { replaceOnChanges: ["settings.size"] });
new Thing("any", { value: v }, { replaceOnChanges: ["*"] });
new Thing("ordered", { value: v }, { replaceOnChanges: ["value"], deleteBeforeReplace: true });
