"use strict";
// The SDK has a policy pack checked for types and compiled by ts-node at every start, which takes seconds. Here it is only compiled,
// by load-typescript.js; types are checked when the project is.
const { createRequire } = require("node:module");

const sdk = createRequire(process.argv[1]);

/** Its own, or the one that the SDK brings along. */
for (const name of ["ts-node", "@pulumi/pulumi/vendor/ts-node@7.0.1/index.js"]) {
  try {
    const path = sdk.resolve(name);
    require.cache[path] = {
      id: path,
      filename: path,
      loaded: true,
      exports: { register() {} },
      children: [],
      paths: [],
    };
  } catch {
    // The other one is there.
  }
}
