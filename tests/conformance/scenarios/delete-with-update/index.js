"use strict";
const { Thing, v } = require("../../sim");

const a = v < 3 ? new Thing("a", { value: 1 }) : undefined;
const b = v === 1 ? new Thing("b", { value: a.address }) : undefined;
new Thing("c", { value: (b ?? a)?.address ?? "none" });
if (v === 3) new Thing("d", { value: 3 });
