"use strict";
const { Thing, v } = require("../../sim");

const a = new Thing("a", { value: v });
if (v === 1) new Thing("gone", { value: 1 });
const b = new Thing("b", { value: a.address });
if (v === 2)
  b.address.apply(() => {
    throw new Error("the program fails");
  });
