import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const hook = resolve(__dirname, "../../../rehearsal/engine/end-alone.js");

/** An engine with a program that has nothing to do, and would go on for a minute. */
const engine = `
const program = require("node:child_process").spawn(
  process.execPath, ["--require", ${JSON.stringify(hook)}, "-e", "setTimeout(() => {}, 60_000)"],
  { stdio: ["ignore", "ignore", "ignore", "pipe"], detached: true });
console.log(program.pid);
setTimeout(() => {}, 60_000);`;

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a program ends with an engine that was killed", async () => {
  const child = spawn(process.execPath, ["-e", engine], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const program = Number(line.toString());
  expect(lives(program)).toBe(true);
  child.kill("SIGKILL");
  while (lives(program)) await new Promise((done) => setTimeout(done, 50));
});

test("a program that has nothing more to do ends by itself", async () => {
  const child = spawn(process.execPath, ["--require", hook, "-e", ""], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  expect(await once(child, "close")).toEqual([0, null]);
});
