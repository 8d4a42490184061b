"use strict";
const pulumi = require("@pulumi/pulumi");
const { Group, Thing, v } = require("../../sim");

const a = new Thing(
  "a",
  { value: v, settings: { color: "red" } },
  { additionalSecretOutputs: ["address", "settings"] },
);
new Thing("b", { value: a.token, tags: [a.address] });
new Group("group", (parent) => ({
  token: a.token,
  c: new Thing("c", { value: a.address.apply(() => "plain") }, { parent }),
}));
exports.token = a.token;
exports.nested = { address: a.address, list: [a.token] };
exports.chosen = pulumi.secret(`chosen-${v}`);
exports.open = pulumi.unsecret(a.address).apply(() => "open");
