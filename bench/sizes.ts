import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Figure } from "./figure";

const repository = resolve(__dirname, "..");

/** How long the files of the project are. */
export function sizes(): Figure[] {
  const files = execFileSync("git", ["ls-files", "*.ts"], { cwd: repository, encoding: "utf8" }).trim().split("\n");
  const lines = files
    .map((file) => readFileSync(resolve(repository, file), "utf8").split("\n").length - 1)
    .sort((a, b) => a - b);
  const longest = lines.at(-1)!;
  const median = lines[Math.floor(lines.length / 2)]!;
  return [
    { what: "lines of the longest file", target: "at most 300", measured: String(longest), reached: longest <= 300 },
    { what: "lines of the median file", target: "at most 120", measured: String(median), reached: median <= 120 },
  ];
}
