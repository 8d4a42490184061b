import type { Block, Section } from "./section";

/** What the sentence about what was cut may take. */
const reserve = 400;

interface Piece extends Block {
  section: Section;
  position: number;
}

/** Puts a head and sections together. */
export function join(head: string, sections: Section[]): string {
  const parts = sections.flatMap(({ title, blocks }) => {
    const texts = blocks.map(({ text }) => text).filter((text) => text !== "");
    return texts.length === 0 ? [] : [`#### ${title}`, ...texts];
  });
  return `${[head, ...parts].join("\n\n")}\n`;
}

/**
 * The same in at most `limit` characters. The least important goes first, of the same importance the longest: shortened to
 * its brief form, then left out. A sentence says what was cut and where the whole text is.
 */
export function fit(head: string, sections: Section[], limit: number, wholeText: string): string {
  const whole = join(head, sections);
  if (whole.length <= limit) return whole;
  const pieces = sections.flatMap((section) => section.blocks.map((block) => ({ ...block, section })));
  const queue: Piece[] = pieces
    .map((piece, position) => ({ ...piece, position }))
    .sort((a, b) => a.importance - b.importance || b.text.length - a.text.length || a.position - b.position);
  const texts = pieces.map(({ text }) => text);
  let length = whole.length + reserve + wholeText.length;
  const cut = new Map<string, number>();
  for (const shorten of [({ brief = "" }: Piece) => brief, () => ""]) {
    for (const piece of queue) {
      if (length <= limit) break;
      const [before, after] = [texts[piece.position]!, shorten(piece)];
      if (after.length >= before.length) continue;
      if (before === piece.text) cut.set(piece.section.title, (cut.get(piece.section.title) ?? 0) + 1);
      texts[piece.position] = after;
      length -= before.length - after.length;
    }
  }
  let at = 0;
  const remaining = sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) => ({ ...block, text: texts[at++]! })),
  }));
  const what = [...cut].map(
    ([title, number]) =>
      `${number} of ${sections.find((one) => one.title === title)!.blocks.length} parts of “${title}”`,
  );
  const notice = `> Too long for a comment: cut were ${what.join(", ")}. ${wholeText}`.trim();
  const shortened = join(`${head}\n\n${notice.slice(0, reserve + wholeText.length)}`, remaining);
  return shortened.length <= limit ? shortened : bare(head, wholeText, limit);
}

/** Only the first lines, for a limit that nothing else fits in. */
function bare(head: string, wholeText: string, limit: number): string {
  const lines = `${head.split("\n\n").slice(0, 2).join("\n\n")}\n\n> Too long for a comment. ${wholeText}\n`;
  if (lines.length <= limit) return lines;
  return "The preview's report is too long for a comment.\n".slice(0, limit);
}
