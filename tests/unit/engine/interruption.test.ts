import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exportState, run, type RunOptions } from "../../../rehearsal/engine/index";
import type { Provider } from "../../../rehearsal/providers/provider";

const program = `
const { CustomResource } = require("@pulumi/pulumi");
class Thing extends CustomResource {
  constructor(name, value) { super("sim:index:Thing", name, { value, address: undefined }); }
}
new Thing("second", new Thing("first", 1).address);
`;

let directory = "";
let created: string[] = [];

beforeEach(() => {
  created = [];
  directory = mkdtempSync(join(tmpdir(), "interruption-"));
  writeFileSync(join(directory, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  writeFileSync(join(directory, "package.json"), '{ "main": "index.js" }');
  writeFileSync(join(directory, "index.js"), program);
  symlinkSync(resolve(__dirname, "../../../node_modules"), join(directory, "node_modules"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A provider that does something while it creates. */
function provider(whileCreating: () => void): Provider {
  return {
    name: "sim",
    version: "1.0.0",
    check: async (_context, _olds, inputs) => ({ inputs }),
    diff: async () => ({ changes: false }),
    create: async ({ name }, inputs) => {
      whileCreating();
      created.push(name);
      return { id: name, outputs: { ...inputs, address: `of ${name}` } };
    },
    update: async (_context, id, _oldInputs, _oldOutputs, inputs) => ({ id, outputs: inputs }),
    delete: async () => undefined,
  };
}

function options(interruption: AbortController, whileCreating: () => void): RunOptions {
  return {
    operation: "up",
    projectDir: directory,
    stack: "dev",
    config: {},
    stateFile: join(directory, "state", "dev.json"),
    providers: { sim: provider(whileCreating) },
    signal: interruption.signal,
  };
}

test("what is under way ends and is remembered, nothing more is begun", async () => {
  const interruption = new AbortController();
  const { exitCode, events } = await run(options(interruption, () => interruption.abort()));
  expect(exitCode).toBe(1);
  expect(created).toEqual(["first"]);
  expect(events.map(({ diagnosticEvent }) => diagnosticEvent?.message)).toContain("update canceled\n");
  const { resources } = (await exportState(join(directory, "state", "dev.json"))).deployment;
  expect(resources?.map(({ id }) => id)).toContain("first");
});

test("an interruption before the start counts", async () => {
  const interruption = new AbortController();
  interruption.abort();
  const { exitCode } = await run(options(interruption, () => undefined));
  expect(exitCode).toBe(1);
  expect(created).toEqual([]);
});

test("without an interruption both are made", async () => {
  const { exitCode } = await run(options(new AbortController(), () => undefined));
  expect(exitCode).toBe(0);
  expect(created).toEqual(["first", "second"]);
});
