import { parseArgs } from "node:util";
import { installTime } from "./install";
import { organisationTime } from "./organisation";
import { previewTimes } from "./preview";
import { sizes } from "./sizes";
import { unitTestTime } from "./unit-tests";

/** Measures what the project promises about its speed and size. A missed target is said, and is not an error. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "1" } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds must be a whole number from 1 on");
  const figures = [
    ...sizes(),
    ...(await previewTimes(rounds)),
    await unitTestTime(rounds),
    ...(await installTime(rounds)),
    ...(await organisationTime(rounds)),
  ];
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, target, measured, reached } of figures)
    console.log(`${reached ? "reached" : "MISSED "}  ${what.padEnd(width)}  ${measured.padStart(10)}  (${target})`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
