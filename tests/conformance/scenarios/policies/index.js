"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: "dubious" });
if (v < 3) new Thing("b", { value: a.address });
if (v === 2) new Thing("c", { value: "forbidden" });
if (v === 2) new Thing("d", { value: 1 }, { dependsOn: a });
if (v === 3) for (const name of ["odd", "e", "f", "g"]) new Thing(name, { value: a.address });
