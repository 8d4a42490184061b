"use strict";
const { Thing, v } = require("../../sim");

const container = new Thing("container", { value: 1 });
if (v === 1) new Thing("leaves", { value: 1 }, { deletedWith: container });
new Thing("inside", { value: container.address }, { deletedWith: container });
new Thing("outside", { value: container.address });
