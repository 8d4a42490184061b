import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { median, timed, type Figure } from "./figure";

const repository = resolve(__dirname, "..");

/** How long the unit tests take, all of which have to pass. */
export async function unitTestTime(rounds: number): Promise<Figure> {
  const times: number[] = [];
  while (times.length < rounds) times.push(await timed(unitTests));
  const seconds = median(times, Number);
  return { what: "unit tests", target: "under 60 s", measured: `${seconds.toFixed(0)} s`, reached: seconds < 60 };
}

function unitTests(): void {
  const jest = resolve(repository, "node_modules/.bin/jest");
  execFileSync(jest, ["--maxWorkers=100%", "tests/unit"], { cwd: repository, stdio: ["ignore", "ignore", "pipe"] });
}
