"use strict";
const pulumi = require("@pulumi/pulumi");
const { Thing, Group, v } = require("../../sim");

/** Adds a tag to what has tags, so that the order of the functions shows. */
const tag =
  (text) =>
  ({ props, opts }) => ({ props: { ...props, tags: [...(props.tags ?? []), text] }, opts });
const things = (change) => (args) => (args.custom ? change(args) : undefined);

if (v > 1) pulumi.runtime.registerResourceTransform(things(tag(`stack ${v}`)));

const source = new Thing("source", { value: v, tags: [] });
new Group(
  "outer",
  (outer) => {
    new Group(
      "inner",
      (inner) => {
        new Thing("own", { tags: ["given"] }, { parent: inner, transforms: [tag("first"), tag("second")] });
        new Thing("handed", { tags: [source.address] }, { parent: inner });
        return {};
      },
      { parent: outer, transforms: [things(tag("inner"))] },
    );
    return {};
  },
  { transforms: [things(tag("outer"))] },
);
// Left alone by a function that has nothing to say.
new Thing(
  "silent",
  { value: source.revision, settings: { password: pulumi.secret("hunter2") } },
  { transforms: [() => undefined] },
);
new Thing(
  "needs",
  { value: source.revision, settings: { password: pulumi.secret("hunter3"), address: source.address } },
  { transforms: [({ props, opts }) => ({ props: { ...props, settings: { ...props.settings, more: v } }, opts })] },
);
