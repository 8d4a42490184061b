import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import { aptSetup, type AptSetup } from "./apt";
import { prepareComputer } from "./computer";
import { recipeRevision, recipes, type Recipe, type RecipeName } from "./image-recipes";
import { removeTree } from "./files";
import { withLock } from "./lock";
import { cacheDirectory } from "./places";
import { must } from "./run";
import { authorityCertificate, trust } from "./trust";

const images = join(cacheDirectory, "images");

/** The directory of an image, which is built first if it is missing or its recipe has changed. */
export async function image(name: RecipeName, log: (line: string) => void): Promise<string> {
  const recipe = recipes[name];
  const apt = await aptSetup();
  const authority = await authorityCertificate();
  const fingerprint = createHash("sha256")
    .update(
      JSON.stringify([
        recipe.suite,
        recipe.packages,
        recipeRevision,
        apt.options,
        apt.sources(recipe.suite),
        authority,
      ]),
    )
    .digest("hex");
  const directory = join(images, `${name}-${fingerprint.slice(0, 12)}`);
  if (existsSync(directory)) {
    const now = new Date();
    utimesSync(directory, now, now);
    return directory;
  }
  await withLock(join(images, `${name}.lock`), async () => {
    if (existsSync(directory)) return;
    log(`building the image ${name} (once; kept in ${cacheDirectory})`);
    const started = Date.now();
    for (const entry of readdirSync(images)) if (isLeftover(name, entry)) await removeTree(join(images, entry));
    const unfinished = join(images, `.${basename(directory)}`);
    await build(recipe, apt, unfinished);
    await trust(unfinished, "rehearsal-authority", authority);
    recipe.finish(unfinished);
    renameSync(unfinished, directory);
    log(`built the image ${name} in ${Math.round((Date.now() - started) / 1000)} s`);
  });
  return directory;
}

/** Builds the images that are missing, all at once. */
export async function fillImages(log: (line: string) => void): Promise<void> {
  await prepareComputer(log);
  await Promise.all((Object.keys(recipes) as RecipeName[]).map((name) => image(name, log)));
}

/** What a killed build left, and images of former recipes that nobody can be copying any more: the time of last use is an image's own. */
function isLeftover(name: RecipeName, entry: string): boolean {
  if (entry.startsWith(`.${name}-`)) return true;
  return entry.startsWith(`${name}-`) && Date.now() - statSync(join(images, entry)).mtimeMs > 3_600_000;
}

async function build(recipe: Recipe, apt: AptSetup, target: string): Promise<void> {
  mkdirSync(images, { recursive: true });
  await must(
    [
      // Killed together with this process; mounts and processes of the build go with it.
      ...["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
      ...["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase"],
      ...["--skip=cleanup/apt/lists", `--include=${recipe.packages.join(",")}`],
      ...apt.options.map((option) => `--aptopt=${option}`),
      // The build is repeated when the computer crashes half-way; there is no need to wait for the disk.
      "--dpkgopt=force-unsafe-io",
      ...[recipe.suite, target, ...apt.sources(recipe.suite)],
    ],
    { env: { DEBIAN_FRONTEND: "noninteractive", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" } },
  );
}
