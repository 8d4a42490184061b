"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
const slow = new Thing("slow", { value: a.revision, slow: v === 2 ? "update" : undefined });
new Thing("c", { value: slow.revision });
