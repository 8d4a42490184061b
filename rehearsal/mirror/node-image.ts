import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeDebianImage } from "./debian-image";
import { fingerprint } from "./folder";
import type { Item } from "./item";

const source = resolve(__dirname, "../stand-ins/node");
const version = process.versions.node;

/** An image with the Node that this runs on, where a pipeline asks for one. */
export const nodeImage: Item = {
  name: "the stand-in for the image node",
  files: ["oci/library/node"],
  what: "a stand-in",
  recipe: `node ${version} ${fingerprint(source)} 1`,
  minutes: 4,
  make: (workshop) =>
    makeDebianImage(workshop, {
      name: "library/node",
      tags: ["latest", version.split(".")[0]!, `${version}-bookworm`],
      packages: ["libstdc++6"],
      add: (root) => {
        mkdirSync(join(root, "usr/local/bin"), { recursive: true });
        copyFileSync(process.execPath, join(root, "usr/local/bin/node"));
        chmodSync(join(root, "usr/local/bin/node"), 0o755);
        copyFileSync(join(source, "README.md"), join(root, "README.md"));
      },
    }),
};
