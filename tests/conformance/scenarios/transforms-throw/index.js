"use strict";
const { Thing, v } = require("../../sim");

new Thing("before", { value: v });
if (v > 1)
  new Thing(
    "refused",
    { value: v },
    {
      transforms: [
        () => {
          throw new Error("this one not");
        },
      ],
    },
  );
