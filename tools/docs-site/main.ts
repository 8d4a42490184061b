import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { leadsAway, links } from "./markdown";
import { sources } from "./pages";
import { site } from "./site";

const usage = `Makes the source of the documentation's site, for Jekyll, or lists what it links to.

npm run docs -- DIRECTORY    write it into DIRECTORY, which is new, empty, or was made by this command; .git stays
npm run docs -- --external   print every link that leads to somebody else's site, and the pages it is on`;

/** The first line of the settings tells what this command made. */
const mark = "# Made by npm run docs.";

function main(args: string[]): number {
  const [first] = args;
  if (args.length !== 1 || first === undefined || (first.startsWith("-") && first !== "--external")) {
    console.error(usage);
    return first === "--help" ? 0 : 2;
  }
  if (first === "--external") console.log(external().join("\n"));
  else console.log(`${write(resolve(first))} files in ${resolve(first)}`);
  return 0;
}

/** Every address elsewhere, with the pages that link to it. */
export function external(): string[] {
  const found = new Map<string, Set<string>>();
  for (const { path, text } of sources(resolve(__dirname, "../..")).pages.values())
    for (const { target } of links(text))
      if (leadsAway(target)) found.set(target, (found.get(target) ?? new Set()).add(path));
  return [...found].map(([target, pages]) => `${target} ${[...pages].join(" ")}`).sort();
}

/** Writes the source of the site; returns how many files it has. */
export function write(directory: string): number {
  const made = site();
  mkdirSync(directory, { recursive: true });
  const old = readdirSync(directory).filter((name) => name !== ".git");
  const settings = join(directory, "_config.yml");
  if (old.length > 0 && !(existsSync(settings) && readFileSync(settings, "utf8").startsWith(mark)))
    throw new Error(`${directory} has something else in it`);
  for (const name of old) rmSync(join(directory, name), { recursive: true });
  for (const [path, content] of made) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return made.size;
}

if (require.main === module) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
