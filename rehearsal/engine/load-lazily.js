"use strict";
// Shortens the start of a program: much of the time the SDK takes to load goes into two large packages that it needs only to serialise
// functions. They are loaded on first use.
const { createRequire } = require("node:module");

const sdk = createRequire(process.argv[1]);

function onFirstUse(name) {
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
  const property = (key) =>
    key === "__esModule" ? true : key === "default" ? (load().default ?? load()) : load()[key];
  const stub = new Proxy({}, { get: (_target, key) => property(key), has: (_target, key) => key in load() });
  require.cache[path] = { id: path, filename: path, loaded: true, exports: stub, children: [], paths: [] };
}

onFirstUse("@npmcli/arborist");
onFirstUse("typescript");
