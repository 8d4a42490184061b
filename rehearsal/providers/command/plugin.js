// Pulumi's command line starts providers with plain Node; tsx makes it read TypeScript.
require("tsx/cjs");
require("../plugin").runAsPlugin(require("./index").provider);
