"use strict";
// Maps stack traces back to the program's own TypeScript. The SDK takes a stack trace for every promise it makes, and mapping all of it,
// the SDK's files included, takes longer than all the rest of a preview: only frames of the program are mapped, each place once.
const { createRequire } = require("node:module");

const maps = createRequire(process.argv[1])("source-map-support");
const places = new Map();

function format(frame) {
  const file = frame.getFileName();
  if (!file || !/\.[cm]?ts$/.test(file) || file.includes("/node_modules/")) return frame.toString();
  const place = `${file}:${frame.getLineNumber()}:${frame.getColumnNumber()}:${frame.getFunctionName()}`;
  let text = places.get(place);
  if (text === undefined) places.set(place, (text = maps.wrapCallSite(frame).toString()));
  return text;
}

maps.install({ hookRequire: true });
Error.prepareStackTrace = (error, frames) => [error, ...frames.map(format)].join("\n    at ");
