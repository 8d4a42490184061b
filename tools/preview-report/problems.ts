import { stripVTControlCharacters } from "node:util";
import { count, details, fence } from "./markdown";
import { maskText } from "./mask";
import { nameOf } from "./plan";
import type { Diagnostic, Preview } from "./preview";
import { importance, type Section } from "./section";

/** Errors in the preview: then it is no preview of the whole. */
export function errorsOf({ diagnostics }: Preview): Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

/** Why the preview failed. */
export function failure(preview: Preview, literals: readonly string[]): Section | undefined {
  const errors = errorsOf(preview);
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
    const plain = stripVTControlCharacters(message.replaceAll(/<\{%[^%]*%\}>/g, "")).trim();
    return `${urn ? `${nameOf(urn)}: ` : ""}${maskText(plain, literals)}`;
  });
  return [...new Set(lines)].join("\n");
}
