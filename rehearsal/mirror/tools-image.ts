import { chmodSync, copyFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeDebianImage } from "./debian-image";
import { fingerprint } from "./folder";
import type { Item } from "./item";

const source = resolve(__dirname, "../stand-ins/alpine");

/** A small image with a shell, curl, git and jq, where a pipeline asks for Alpine Linux. */
export const toolsImage: Item = {
  name: "the stand-in for the image alpine",
  files: ["oci/library/alpine"],
  what: "a stand-in",
  recipe: `alpine ${fingerprint(source)} 1`,
  minutes: 4,
  make: (workshop) =>
    makeDebianImage(workshop, {
      name: "library/alpine",
      tags: ["latest", "3", "3.23"],
      add: (root) => {
        copyFileSync(join(source, "apk"), join(root, "usr/bin/apk"));
        chmodSync(join(root, "usr/bin/apk"), 0o755);
        copyFileSync(join(source, "README.md"), join(root, "README.md"));
      },
    }),
};
