"use strict";
// Started by the real command line.
require("tsx/cjs");
const { runAsPlugin } = require("../../../rehearsal/providers/plugin");
const { Cloud } = require("./cloud");
const { simProvider } = require("./sim");

runAsPlugin(simProvider(new Cloud(process.env.SIM_CLOUD)));
