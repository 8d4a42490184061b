"use strict";
// What the scenario programs are made of. They are JavaScript because a program starts twice as fast that way.
const pulumi = require("@pulumi/pulumi");

/** Which variant of the program runs; every scenario has a few. */
exports.v = new pulumi.Config().requireNumber("v");

const computed = { address: undefined, revision: undefined, token: undefined, region: undefined };

/** The resource of the test provider (its inputs: provider/sim.ts). */
exports.Thing = class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}, type = "sim:index:Thing") {
    super(type, name, { value: undefined, ...args, ...computed }, { version: "1.0.0", ...opts });
  }
};

/** A component; `children` gets it as the parent to give to what it creates, and answers with the component's outputs. */
exports.Group = class Group extends pulumi.ComponentResource {
  constructor(name, children = () => ({}), opts = {}, type = "sim:index:Group") {
    super(type, name, {}, opts);
    const made = children(this);
    Object.assign(this, made);
    this.registerOutputs({ made: Object.keys(made) });
  }
};

/** An explicit provider. */
exports.Sim = class Sim extends pulumi.ProviderResource {
  constructor(name, args = {}, opts = {}) {
    super("sim", name, args, { version: "1.0.0", ...opts });
  }
};
