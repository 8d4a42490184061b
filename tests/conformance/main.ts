import { version as sdk } from "@pulumi/pulumi/package.json";
import { BuiltIn } from "./built-in";
import { CommandLine } from "./command-line";
import { compare } from "./compare";
import { play } from "./play";
import { readRecording, writeRecording } from "./recording";
import { allScenarios, type Scenario } from "./scenario";

/** `npm run conformance -- [--record] [NAME…]`: all scenarios unless some are named. Recording also tells what changed. */
async function main(args: string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const chosen = allScenarios().filter(({ name }) => names.length === 0 || names.includes(name));
  const act = args.includes("--record") ? record : check;
  let differing = 0;
  for (const scenario of chosen) {
    const start = Date.now();
    const differences = await act(scenario).catch((error: unknown) => [String(error)]);
    const columns = [
      scenario.name.padEnd(34),
      `${differences.length} differences`.padStart(16),
      `${Date.now() - start} ms`.padStart(10),
    ];
    console.log(columns.join(""));
    differences.forEach((difference) => console.log(`  ${difference}`));
    if (differences.length > 0) differing += 1;
  }
  console.log(`${chosen.length} scenarios, ${differing} with differences`);
  process.exit(differing > 0 ? 1 : 0);
}

async function record(scenario: Scenario): Promise<string[]> {
  const pulumi = CommandLine.version();
  const before = readRecording(scenario);
  const steps = await play(scenario, (...args) => new CommandLine(...args));
  writeRecording(scenario, { pulumi, sdk, steps });
  return before ? compare(before.steps, steps) : [];
}

async function check(scenario: Scenario): Promise<string[]> {
  const recording = readRecording(scenario);
  if (!recording) return ["not recorded yet"];
  return compare(recording.steps, await play(scenario, (...args) => new BuiltIn(...args)));
}

void main(process.argv.slice(2));
