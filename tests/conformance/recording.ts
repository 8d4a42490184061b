import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario, Step } from "./scenario";

/** Anything that JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** What one step did, free of everything that differs from run to run. */
export interface StepRecord {
  step: Step;
  exitCode: number | "killed";
  /** What the provider was asked to do, in this order. */
  calls: string[];
  /** Operations in the order they began. */
  order: string[];
  /** The engine's events about resources, by resource. */
  events: Json[];
  /** How many resources had which operation. */
  changes: Json;
  /** Resources that errors were reported for; the first line of each. */
  errors: Json[];
  /** What rules said; left out where there were none. */
  policies?: Json[];
  /** What `preview --json` prints. */
  preview?: Json;
  /** The state afterwards; left out where the step left it as it was. */
  state?: Json;
}

/** The steps of a scenario as the real command line took them. */
export interface Recording {
  /** Version of the command line. */
  pulumi: string;
  /** Version of the SDK that ran the program. */
  sdk: string;
  steps: StepRecord[];
}

/** The recording of a scenario, if there is one. */
export function readRecording(scenario: Scenario): Recording | undefined {
  const file = path(scenario);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Recording) : undefined;
}

/** Keeps a recording beside its program. */
export function writeRecording(scenario: Scenario, recording: Recording): void {
  writeFileSync(path(scenario), `${readable(recording as unknown as Json)}\n`);
}

/** JSON with an event or a resource in a line. */
function readable(value: Json, indent = ""): string {
  const line = JSON.stringify(value);
  if (typeof value !== "object" || value === null || "urn" in value || line.length < 100) return line;
  const inner = `${indent} `;
  const items = Array.isArray(value)
    ? value.map((item) => readable(item, inner))
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [`"${key}": ${readable(item, inner)}`],
      );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${indent}${close}`;
}

function path(scenario: Scenario): string {
  return join(scenario.directory, "recording.json");
}
