"use strict";
const pulumi = require("@pulumi/pulumi");
const { Thing } = require("../../sim");

// A value that is looked up where it is known at a preview, and one that depends on what is yet to be made.
const known = pulumi.output(pulumi.runtime.invoke("sim:index:lookup", { name: "b" }, { version: "1.0.0" }));
const a = new Thing("a", { value: known.apply(({ length }) => length) });
exports.later = a.address.apply((name) => pulumi.runtime.invoke("sim:index:lookup", { name }, { version: "1.0.0" }));
exports.secret = known.apply(({ password }) => password);
