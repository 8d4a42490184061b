import { readArguments, usage, UsageError } from "./arguments";
import { write } from "./write";

/** Nothing can be done with such a command line. */
const CANNOT = 2;

async function main(args: string[]): Promise<void> {
  if (args.includes("--help")) return console.log(usage);
  const { stack, project, directory } = readArguments(args);
  const { observe } = await import("./observe.js");
  const { organisationOf } = await import("./organisation.js");
  const { treeOf } = await import("./tree.js");
  const tree = treeOf(organisationOf(await observe(project, stack)));
  write(directory, tree);
  const scripts = Object.keys(tree).filter((path) => /\/\d\d-[^/]+\.sh$/.test(path)).length;
  console.log(
    `${directory}: ${Object.keys(tree).length} files, ${scripts} of them scripts to run. Start with README.md.`,
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  console.error(process.env.DEBUG ? stack : message);
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? CANNOT : 1;
});
