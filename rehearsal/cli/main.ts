import { readArguments, usage, UsageError } from "./arguments";

/** Nothing can be done here, or the command line makes no sense. */
const CANNOT = 2;

async function main(args: string[]): Promise<number> {
  if (args.includes("--help") || args[0] === "help") {
    console.log(usage);
    return 0;
  }
  const understood = readArguments(args);
  const { runCommand } = await import("./commands.js");
  return runCommand(understood);
}

/** What was said last is on its way to a slow reader still. */
function leave(status: number): void {
  process.stdout.write("", () => process.exit(status));
}

main(process.argv.slice(2)).then(leave, (error: unknown) => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const expected = error instanceof UsageError || error?.constructor.name === "UnfitComputerError";
  console.error(process.env.DEBUG ? stack : `${name === "Error" || expected ? "" : `${name}: `}${message}`);
  if (error instanceof UsageError) console.error(`\n${usage}`);
  leave(expected ? CANNOT : 1);
});
