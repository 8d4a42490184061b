"use strict";
const { Thing, v } = require("../../sim");

const values = {
  null: null,
  zero: 0,
  half: 0.5,
  big: 2 ** 53,
  no: false,
  empty: "",
  list: [],
  object: {},
  text: 'Grüße\n"☃"',
  "a.b": { "c[0]": v },
};
new Thing("a", { value: values, tags: [[], [null], [{ deep: [v, { er: "x".repeat(300) }] }]] });
exports.values = values;
