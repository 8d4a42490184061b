"use strict";
// Shortens the start of a program: much of the time the SDK takes to load goes into packages that it needs only to serialise functions, to
// automate the command line or to trace. They are loaded on first use.
const { createRequire } = require("node:module");

const sdk = createRequire(process.argv[1]);

/** Stands in for a function or class. */
function onFirstCall(find) {
  return new Proxy(function () {}, {
    apply: (_target, self, args) => Reflect.apply(find(), self, args),
    construct: (_target, args) => Reflect.construct(find(), args),
  });
}

/** `takesNames`: whoever loads it takes functions and classes out of it at once, to call them later. */
function onFirstUse(name, { takesNames = false } = {}) {
  let path;
  try {
    path = sdk.resolve(name);
  } catch {
    return;
  }
  let real;
  const load = () => {
    if (require.cache[path]?.exports === stub) delete require.cache[path];
    return (real ??= sdk(path));
  };
  // Compiled imports ask whether it is an ES module: answering yes keeps them from copying, and so loading, all of it.
  const property = (key) => {
    if (key === "__esModule") return true;
    if (key === "default") return load().default ?? load();
    return takesNames ? onFirstCall(() => load()[key]) : load()[key];
  };
  const stub = new Proxy({}, { get: (_target, key) => property(key), has: (_target, key) => key in load() });
  require.cache[path] = { id: path, filename: path, loaded: true, exports: stub, children: [], paths: [] };
}

onFirstUse("@npmcli/arborist");
onFirstUse("typescript");
onFirstUse("@pulumi/pulumi/automation");
for (const name of [
  "exporter-zipkin",
  "instrumentation",
  "instrumentation-grpc",
  "resources",
  "sdk-trace-base",
  "sdk-trace-node",
])
  onFirstUse(`@opentelemetry/${name}`, { takesNames: true });
