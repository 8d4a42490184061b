"use strict";
const { Thing, v } = require("../../sim");

new Thing("a", { value: 1 }, { customTimeouts: { create: "5m", update: "1h", delete: v === 1 ? "30s" : "40s" } });
