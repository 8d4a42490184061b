import { structuredPatch } from "diff";
import { code, fence, unknown } from "./markdown";
import { secret } from "./mask";
import { compare } from "./order";
import type { Change } from "./plan";

/** What changes in the inputs of a resource, a line of Markdown for each. */
export function propertyChanges({ old = {}, new: now = {}, differs }: Change): string[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !key.startsWith("__"))
    .sort(compare);
  return keys.flatMap((key) => {
    const [before, after] = [ordered(old[key]), ordered(now[key])];
    if (before === after)
      return before === JSON.stringify(secret) && differs.includes(key) ? [`${code(key)}: a secret changes`] : [];
    if (isShort(before) && isShort(after)) return [`${code(key)} ${say(old[key])} → ${say(now[key])}`];
    const patch = structuredPatch("", "", `${before}\n`, `${after}\n`, "", "", { context: 2, maxEditLength: 2000 });
    const lines = patch?.hunks.flatMap((hunk) => ["@@", ...hunk.lines]).slice(1);
    return [
      lines
        ? `${code(key)}\n\n${indented(fence(lines.join("\n"), "diff"))}\n`
        : `${code(key)}: nearly everything differs`,
    ];
  });
}

/** JSON over several lines, with keys in order and without Pulumi's own. */
function ordered(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, item: unknown) =>
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? Object.fromEntries(
            Object.entries(item)
              .filter(([key]) => !key.startsWith("__"))
              .sort(([a], [b]) => compare(a, b)),
          )
        : item,
    2,
  );
  return text ?? "";
}

function isShort(text: string): boolean {
  return text.length < 100 && !text.includes("\n");
}

function say(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === unknown) return "something known later";
  return code(typeof value === "string" ? value : JSON.stringify(value));
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
