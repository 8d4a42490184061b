import { diffArrays } from "diff";
import type { Changes } from "../engine/events";
import type { PreviewDigest, PreviewStep } from "../engine/preview-digest";
import { UNKNOWN } from "../providers/wire";
import { label } from "./tree";

const SYMBOLS: Partial<Record<PreviewStep["op"], string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
  read: ">",
  refresh: "↻",
};

/** For example `2 create, 1 update, 11 same`. */
export function formatChanges(changes: Changes): string {
  const counts = Object.entries(changes).map(([op, count]) => `${count} ${op}`);
  return counts.length > 0 ? counts.join(", ") : "nothing";
}

/** A preview as text: every resource that would be touched, and what about it. */
export function formatPlan({ steps = [], changeSummary }: PreviewDigest): string {
  const lines = steps.filter(({ op }) => op !== "same").flatMap((step) => [heading(step), ...properties(step)]);
  return [...lines, "", `in total: ${formatChanges(changeSummary)}`].join("\n");
}

function heading({ op, urn, replaceReasons = [] }: PreviewStep): string {
  const because = replaceReasons.length > 0 ? `  (because of ${replaceReasons.join(", ")})` : "";
  return `${SYMBOLS[op] ?? " "} ${label(urn)}${because}`;
}

function properties({ op, oldState, newState, diffReasons = [] }: PreviewStep): string[] {
  if (op === "delete") return [];
  const inputs = newState?.inputs ?? {};
  if (op === "create") return Object.keys(inputs).map((key) => `    ${key}: ${shorten(show(inputs[key]))}`);
  return diffReasons
    .filter((key) => key in inputs || key in (oldState?.inputs ?? {}))
    .flatMap((key) => changed(key, show(oldState?.inputs?.[key]), show(inputs[key])));
}

/** Long texts, such as scripts, are compared line by line. */
function changed(key: string, old: string, now: string): string[] {
  if (!old.includes("\n") && !now.includes("\n")) return indent(`${key}: ${old} => ${now}`);
  const lines = diffArrays(old.split("\n"), now.split("\n"))
    .filter(({ added, removed }) => added || removed)
    .flatMap(({ added, value }) => value.map((line) => `  ${added ? "+" : "-"} ${line}`));
  return indent([`${key}:`, ...lines].join("\n"));
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replaceAll(UNKNOWN, "(known later)").trimEnd();
}

/** A new script is long, and only what changes has to be read. */
function shorten(text: string): string {
  const lines = text.split("\n").length;
  return lines > 1 ? `(${lines} lines, in full with --json)` : text;
}

function indent(text: string): string[] {
  const [first = "", ...rest] = text.split("\n");
  return [`    ${first}`, ...rest.map((line) => `      ${line}`)];
}
