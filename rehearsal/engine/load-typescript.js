"use strict";
// Lets Node run a program's own TypeScript files. General loaders look at every module of every dependency as well, which takes
// longer than all the rest of a preview; here dependencies stay untouched and what was compiled once is kept.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const VERSION = require("esbuild/package.json").version;
const cache = process.env.REHEARSAL_COMPILED;

function compiled(text, file) {
  const key = createHash("sha256").update(`${VERSION}\0${file}\0${text}`).digest("hex");
  const kept = join(cache, key);
  try {
    return readFileSync(kept, "utf8");
  } catch {
    const options = { loader: "ts", format: "cjs", target: "node22", sourcefile: file, sourcemap: "inline" };
    const { code } = require("esbuild").transformSync(text, options);
    keep(kept, code);
    return code;
  }
}

function keep(kept, code) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // Somebody else's folder: it is compiled again next time.
  }
}

for (const extension of [".ts", ".cts"]) {
  require.extensions[extension] = (module, file) => module._compile(compiled(readFileSync(file, "utf8"), file), file);
}
