import { installTime } from "./install";
import { previewTimes } from "./preview";
import { sizes } from "./sizes";

/** One measured figure. */
export interface Figure {
  what: string;
  target: string;
  measured: string;
  reached: boolean;
}

/** Measures what the project promises about its speed and size. A missed target is said, and is not an error. */
async function main(): Promise<void> {
  const figures = [...sizes(), ...(await previewTimes()), ...(await installTime())];
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, target, measured, reached } of figures)
    console.log(`${reached ? "reached" : "MISSED "}  ${what.padEnd(width)}  ${measured.padStart(10)}  (${target})`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
