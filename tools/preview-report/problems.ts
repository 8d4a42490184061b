import { stripVTControlCharacters } from "node:util";
import { count, details, fence } from "./markdown";
import { maskText } from "./mask";
import { nameOf } from "./plan";
import type { Diagnostic, Preview } from "./preview";
import { importance, type Section } from "./section";

/** What Pulumi closes with, besides what was wrong. */
const closing = /^(?:error: )?preview failed$/;

/** Errors in the preview: then it is no preview of the whole. One that only policies stop is. */
export function errorsOf({ diagnostics }: Preview, stopped: boolean): Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return errors.every(({ message }) => stopped && closing.test(plain(message))) ? [] : errors;
}

/** Why the preview failed. */
export function failure(errors: Diagnostic[], literals: readonly string[]): Section | undefined {
  if (errors.length === 0) return undefined;
  const text = fence(said(errors, literals));
  const brief = fence(said(errors, literals).slice(0, 1500));
  return { title: "🔴 Why it failed", blocks: [{ text, brief, importance: importance.errors }] };
}

/** What the program or Pulumi warns of. */
export function warnings({ diagnostics }: Preview, literals: readonly string[]): Section | undefined {
  const all = diagnostics.filter(({ severity }) => severity === "warning");
  if (all.length === 0) return undefined;
  const summary = count(all.length, "warning");
  const text = details(summary, fence(said(all, literals)));
  return { title: "Warnings", blocks: [{ text, brief: `${summary} (cut).`, importance: importance.created }] };
}

function said(diagnostics: Diagnostic[], literals: readonly string[]): string {
  const lines = diagnostics.map(({ urn, message }) => {
    return `${urn ? `${nameOf(urn)}: ` : ""}${maskText(plain(message), literals)}`;
  });
  return [...new Set(lines)].join("\n");
}

/** Without the colours of the command line. */
function plain(message: string): string {
  return stripVTControlCharacters(message.replaceAll(/<\{%[^%]*%\}>/g, "")).trim();
}
