import { contradictions } from "./order";
import type { Json, StepRecord } from "./recording";

/** Everything in which a run differs from its recording, one line each; none if they are the same. */
export function compare(recorded: StepRecord[], got: StepRecord[]): string[] {
  let before: Json | undefined;
  return recorded.flatMap((record, i) => {
    const { do: operation, v, continueOnError, refresh } = record.step;
    const flags = [
      v === undefined ? "" : ` v${v}`,
      continueOnError ? " continue-on-error" : "",
      refresh ? " refresh" : "",
    ];
    const found: string[] = [];
    differences("", unordered(record), unordered(got[i]), found);
    const states = [before, record.state];
    for (const key of ["calls", "order"] as const)
      found.push(...contradictions(record[key], got[i]?.[key] ?? [], states));
    before = record.state ?? before;
    return found.map((difference) => `step ${i + 1} (${operation}${flags.join("")}): ${difference}`);
  });
}

/** The record with what has only a partial order sorted. */
function unordered(record: StepRecord | undefined): Json | undefined {
  if (!record) return undefined;
  const sorted = { ...record, calls: [...record.calls].sort(), order: undefined, step: undefined };
  return sorted as unknown as Json;
}

function differences(path: string, recorded: Json | undefined, got: Json | undefined, found: string[]): void {
  if (Array.isArray(recorded) && Array.isArray(got)) {
    for (let i = 0; i < Math.max(recorded.length, got.length); i++)
      differences(`${path}[${i}]`, recorded[i], got[i], found);
  } else if (isObject(recorded) && isObject(got)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(got)]);
    for (const key of keys) differences(path === "" ? key : `${path}.${key}`, recorded[key], got[key], found);
  } else if (JSON.stringify(recorded) !== JSON.stringify(got)) {
    found.push(`${path}: recorded ${short(recorded)}, got ${short(got)}`);
  }
}

function isObject(value: Json | undefined): value is { [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
