import * as pulumi from "@pulumi/pulumi";

// The program of the stack, in which every step differs from the last time by a comment and so runs again.
// The step that ignores such changes is the one that only a new machine may run.
pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type === "command:remote:Command"
    ? { props: { ...props, create: pulumi.interpolate`${props.create}# once more` }, opts }
    : undefined,
);

module.exports = require("../../../index");
