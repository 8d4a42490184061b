"use strict";
// Ends with the engine, however that ended: the SDK reports a lost engine, finds nobody who reads it, reports that, and so on without end.
const { Socket } = require("node:net");

/** The engine holds the other end of a pipe, and never writes into it. */
const engine = new Socket({ fd: 3 });
engine.once("close", () => process.kill(process.pid, "SIGKILL"));
engine.resume();
engine.unref();
