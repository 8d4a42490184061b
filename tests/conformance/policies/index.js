"use strict";
// Rules for things: what they are given is judged, and how many there are.
const { PolicyPack } = require("@pulumi/policy");

const isThing = ({ type }) => type === "sim:index:Thing";

new PolicyPack("conformance", {
  policies: [
    {
      name: "not-forbidden",
      description: "No thing is forbidden.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        if (isThing(args) && args.props.value === "forbidden") report(`${args.name} is forbidden`);
      },
    },
    {
      name: "not-dubious",
      description: "Things had better not be dubious.",
      enforcementLevel: "advisory",
      validateResource: (args, report) => {
        if (isThing(args) && args.props.value === "dubious") report(`${args.name} is dubious`);
      },
    },
    {
      name: "not-many",
      description: "There are not many things.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        const things = resources.filter(isThing);
        if (things.length > 3) report(`there are ${things.length}`);
        for (const { urn, name, props } of things) if (props.address.includes("odd")) report(`${name} is odd`, urn);
      },
    },
  ],
});
