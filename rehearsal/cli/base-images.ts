import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { mirrorDirectory } from "../mirror/folder";
import { fill } from "../mirror/item";
import { items } from "../mirror/items";
import { mirroredImages } from "../internet/registry";
import type { Settings } from "./stack-config";
import type { Means } from "./substitute";

const runners = "open-infrastructure:runners";

interface Image {
  name: string;
  directory?: string;
  dockerfile?: string;
}

interface Replaced {
  image: Image;
  dockerfile: string;
  digest: string;
  repository: string;
  tag: string;
}

/** A base image that is pinned: its name with the tag, its name, its tag, its digest. */
const pinned = /^FROM (([a-z0-9/._-]+):([\w.-]+))@(sha256:[0-9a-f]{64})/m;

/** For a preview of what nobody has yet. */
const madeUp = `sha256:${"0".repeat(64)}`;

/**
 * Images that runners build start from others, pinned by digest. The rehearsal's registry has those of the mirror folder only: what it doesn't
 * have by that digest is taken by its name, with the digest it has there, and made if it is missing and that is wanted (`make`). Returns the
 * settings that change; `program` is where the directories of images are.
 */
export async function baseImages(
  settings: Settings,
  program: string,
  { log, make }: Means,
): Promise<Record<string, string>> {
  const list = JSON.parse(settings.values[runners] ?? "[]") as { images?: Image[] }[];
  const digests = mirroredImages(mirrorDirectory()).map(({ digest }) => digest);
  const replaced: Replaced[] = [];
  for (const [index, image] of list.flatMap(({ images = [] }, runner) =>
    images.map((each) => [runner, each] as const),
  )) {
    const dockerfile = image.dockerfile ?? dockerfileIn(program, image);
    const [line, tagged, base = "", tag = "", digest = ""] = pinned.exec(dockerfile) ?? [];
    if (line === undefined || digests.includes(digest)) continue;
    log(
      `${runners}[${index}]: ${image.name} starts from the rehearsal's ${tagged} in place of the one with that digest`,
    );
    replaced.push({ image, dockerfile, digest, repository: `library/${base}`, tag });
  }
  const made = new Set(replaced.map(({ repository }) => `oci/${repository}`));
  if (make)
    await fill(
      items.filter(({ files }) => files.some((file) => made.has(file))),
      log,
    );
  for (const { image, dockerfile, digest, repository, tag } of replaced)
    image.dockerfile = dockerfile.replace(digest, digestHere(repository, tag));
  return replaced.length > 0 ? { [runners]: JSON.stringify(list) } : {};
}

/** The digest of what the rehearsal's registry has by a name. */
function digestHere(repository: string, tag: string): string {
  const images = mirroredImages(mirrorDirectory(), repository);
  return (images.find((image) => image.tag === tag) ?? images[0])?.digest ?? madeUp;
}

function dockerfileIn(program: string, { directory }: Image): string {
  const file = resolve(program, directory ?? "", "Dockerfile");
  return directory !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
}
