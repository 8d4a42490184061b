import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** An image that a runner keeps, as settings name it: by a directory with a Dockerfile and the files that it copies, or by a Dockerfile alone. */
export interface ImageSettings {
  name: string;
  directory?: string;
  dockerfile?: string;
}

/** The image with its files. A directory is one of this project; a Dockerfile that is given goes before the one in it. */
export function readImage({ name, directory, dockerfile }: ImageSettings) {
  if (directory === undefined) return { name, dockerfile: dockerfile ?? "" };
  const home = resolve(__dirname, "..", directory);
  const all = existsSync(home) ? readdirSync(home, { withFileTypes: true }) : [];
  const files = all.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const read = (file: string): string => readFileSync(join(home, file), "utf8");
  return {
    name,
    dockerfile: dockerfile ?? (files.includes("Dockerfile") ? read("Dockerfile") : ""),
    files: Object.fromEntries(
      files.filter((file) => file !== "Dockerfile" && !file.endsWith(".md")).map((file) => [file, read(file)]),
    ),
  };
}
