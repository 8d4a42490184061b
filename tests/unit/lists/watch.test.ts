import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { watchProgram } from "../../../components/lists/watch-program";

/** What the watcher says of files that are so many minutes old. */
function watched(minutes: Record<string, number>): { status: number | null; said: string } {
  const data = mkdtempSync(join(tmpdir(), "watched-"));
  for (const [path, age] of Object.entries({ "fetched/last": 1, ...minutes })) {
    const file = join(data, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "535 wrong\n");
    utimesSync(file, Date.now() / 1000 - age * 60, Date.now() / 1000 - age * 60);
  }
  const { status, stderr } = spawnSync("sh", ["-c", watchProgram, "watch", data], { encoding: "utf8" });
  rmSync(data, { recursive: true });
  return { status, said: stderr };
}

test.each([
  [{}],
  [{ "data/relay-away": 60 }],
  [{ "data/relay-held": 1000 }],
  [{ "queue/retry/1+a.pck": 1, "queue/out/2+b.pck": 1 }],
])("nobody is bothered for %j", (files: Record<string, number>) => {
  expect(watched(files)).toEqual({ status: 0, said: "" });
});

test.each<[Record<string, number>, string]>([
  [{ "fetched/last": 61 }, "no mail could be fetched for an hour"],
  [{ "queue/shunt/1+a.pck": 1 }, "Mailman stumbled over 1 messages"],
  [{ "data/relay-refuses": 0 }, "the relay takes no mail from the lists; all of it waits: 535 wrong"],
  [{ "data/relay-away": 361, "queue/retry/1+a.pck": 1 }, "can't be reached for more than six hours"],
  [{ "data/relay-held": 60 }, "the relay refuses messages, which are tried again for five days: 535 wrong"],
  [{ "queue/out/1+a.pck": 61 }, "hasn't tried to send 1 messages"],
  [{ "fetched/refused": 60 }, "mail that Mailman refused"],
])("somebody is told of %j", (files, text) => {
  const { status, said } = watched(files);
  expect(said).toContain(text);
  expect(status).toBe(1);
});
