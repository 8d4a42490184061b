import { Writable } from "node:stream";
import { formatPlan } from "../../../rehearsal/cli/plan";
import { View } from "../../../rehearsal/cli/view";
import type { EngineEvent, StepMetadata } from "../../../rehearsal/engine/events";

const metadata: StepMetadata = {
  op: "create",
  urn: "urn:pulumi:dev::test::digitalocean:index/droplet:Droplet::web",
  type: "digitalocean:index/droplet:Droplet",
  old: null,
  new: null,
  detailedDiff: null,
  provider: "",
};
const event = (payload: Partial<EngineEvent>): EngineEvent => ({ sequence: 0, timestamp: 0, ...payload });

/** What a view prints. */
function shown(events: EngineEvent[]): string {
  let text = "";
  const out = new Writable({ write: (chunk: Buffer, _encoding, done) => done(void (text += chunk.toString())) });
  const view = new View(out as unknown as NodeJS.WriteStream);
  events.forEach(view.event);
  view.close();
  return text;
}

function warning(message: string): EngineEvent {
  const diagnosticEvent = { urn: metadata.urn, message, prefix: "warning: ", severity: "warning", color: "never" };
  return event({ diagnosticEvent } as Partial<EngineEvent>);
}

test("away from a terminal every resource is a line when it is done, and messages are shown", () => {
  const text = shown([
    event({ resourcePreEvent: { metadata } }),
    warning("slow\n"),
    event({ resOutputsEvent: { metadata } }),
  ]);
  expect(text).toMatch(
    /^digitalocean:index:Droplet web: warning: slow\n +0\.\d s {2}digitalocean:index:Droplet web created\n$/,
  );
});

test("an error comes without the properties that it went through", () => {
  const way = 'error serializing property "host": '.repeat(23);
  expect(shown([warning(`Error: ${way}error serializing property "stdin": port must be a number`)])).toBe(
    "digitalocean:index:Droplet web: warning: Error: port must be a number\n",
  );
});

/** The plan of a script that changes. */
function planOf(before: string, after: string): string {
  const state = { urn: metadata.urn, custom: true, type: "command:remote:Command" };
  return formatPlan({
    duration: 0,
    changeSummary: { update: 1 },
    steps: [
      {
        op: "update",
        urn: metadata.urn,
        detailedDiff: null,
        diffReasons: ["create"],
        oldState: { ...state, inputs: { create: before } },
        newState: { ...state, inputs: { create: after } },
      },
    ],
  });
}

test.each([
  ["a new line", "set -eu\nold\nlast", "set -eu\nnew\nlast", ["- old", "+ new"]],
  ["another order", "put a\nput b", "put b\nput a", ["- put a", "+ put a"]],
  ["a repeated line", "put a\nput b", "put a\nput b\nput a", ["+ put a"]],
])("a plan compares long texts line by line: %s", (_what, before, after, lines) => {
  const shown = lines.map((line) => `        ${line}\n`).join("");
  expect(planOf(before, after)).toBe(`~ digitalocean:index:Droplet web\n    create:\n${shown}\nin total: 1 update`);
});
