/** What Pulumi prints for a value that is known only once something exists. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a value that is not known yet is called. */
export const knownLater = "(known later)";

// Control characters, and characters that are not seen or turn the direction of what stands around them.
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with everything that can't be seen written out. */
export function visible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(unseen, (character) => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`)
    .replaceAll(unknown, knownLater);
}

/** Text of others as a code span of one line: nothing in it is Markdown, a mention or a tag. */
export function code(text: string): string {
  const line = visible(text)
    .replaceAll(/\s*\n\s*/g, " ⏎ ")
    .replaceAll("\t", " ")
    .trim();
  if (line === "") return "(empty)";
  const ticks = "`".repeat(longestRun(line, "`") + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return ticks + space + line + space + ticks;
}

/** The same for a cell of a table. How a bar is escaped in one, beside backslashes, differs between forges: it is written as HTML. */
export function cell(text: string): string {
  return /[|\\]/.test(text) ? htmlCode(text) : code(text);
}

/** Text of others as a block; a fence that is longer than any in the text can't be left. */
export function fence(text: string, language = ""): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text, "`") + 1));
  return `${ticks}${language}\n${visible(text).replace(/\n$/, "")}\n${ticks}`;
}

/** Rows below a head; cells are Markdown. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Something that is folded away behind a line of Markdown's own HTML; `summary` is HTML. */
export function details(summary: string, body: string, open = false): string {
  return `<details${open ? " open" : ""}><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Text of others as a code span in HTML. */
export function htmlCode(text: string): string {
  return `<code>${html(visible(text).replaceAll(/\s+/g, " "))}</code>`;
}

/** Text of others in HTML, in which Markdown still works: it must not find an address to link, either. */
export function html(text: string): string {
  return text.replaceAll(/[&<>"'`*_~[\]@#!|\\:]|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}

/** For example `3 machines`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** For example `1.5 KB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, "byte");
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function longestRun(text: string, character: string): number {
  return Math.max(0, ...(text.match(new RegExp(`${character}+`, "g")) ?? []).map((run) => run.length));
}
