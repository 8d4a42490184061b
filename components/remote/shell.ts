import * as pulumi from "@pulumi/pulumi";

/** Text that goes into a script as it is, because it was rendered with care. Not a class: outputs copy objects and lose it. */
export interface Raw {
  raw: string;
}

/** A value that a script may interpolate. */
export type Word = string | number | boolean | Raw;

const harmless = /^[\w@%+=:,./-]+$/;

/** Quotes one word for a POSIX shell, leaving harmless words readable. */
export function quote(value: string | number | boolean): string {
  const word = String(value);
  return harmless.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Marks rendered script text, so that `sh` doesn't quote it. */
export function raw(text: pulumi.Input<string>): pulumi.Output<Raw> {
  return pulumi.output(text).apply((known) => ({ raw: known }));
}

/** A shell script in which every interpolated value arrives as one quoted word, and every array as several. */
export function sh(
  strings: TemplateStringsArray,
  ...values: pulumi.Input<Word | pulumi.Input<string>[]>[]
): pulumi.Output<string> {
  const literals = dedent(strings);
  return pulumi.all(values).apply((words) =>
    literals
      .map((literal, index) => literal + (index < words.length ? render(words[index] as Word | string[]) : ""))
      .join("")
      .trim(),
  );
}

function render(value: Word | string[]): string {
  if (Array.isArray(value)) return value.map(quote).join(" ");
  return typeof value === "object" ? value.raw : quote(value);
}

/** Takes away the indentation that all lines of a template share, looking at its own text only. */
function dedent(strings: TemplateStringsArray): string[] {
  const indents = strings.raw
    .flatMap((text, index) => text.split("\n").slice(index === 0 && !text.startsWith("\n") ? 0 : 1))
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 80);
  return strings.raw.map((text) =>
    text
      .replaceAll(`\n${" ".repeat(indent)}`, "\n")
      .replaceAll("\\`", "`")
      .replaceAll("\\${", "${"),
  );
}
