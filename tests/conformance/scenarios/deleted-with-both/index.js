"use strict";
const { Thing, v } = require("../../sim");

if (v < 3) {
  const container = new Thing("container", { immutable: v });
  new Thing("inside", { value: 1 }, { deletedWith: container });
  new Thing("tied", { immutable: container.address }, { deletedWith: container });
}
