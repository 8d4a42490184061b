/** A part of a page: a fenced block of code, or what is between two of them. */
export interface Part {
  /** What follows the opening fence, for example `sh account`. Undefined for prose. */
  fence: string | undefined;
  /** Without the lines of the fence. */
  text: string;
  /** Blanks before the opening fence: the block belongs to an item of a list. */
  indent: string;
  /** Number of the part's first line in the page. */
  line: number;
}

/** A heading, and the name under which forges and Jekyll let it be linked to. */
export interface Heading {
  level: number;
  title: string;
  id: string;
}

/** A link or picture of a page. */
export interface Link {
  text: string;
  target: string;
  line: number;
}

const link = /\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/** Takes a page apart. What is put together again by `joined` is the page. */
export function parts(page: string): Part[] {
  const found: Part[] = [{ fence: undefined, text: "", indent: "", line: 1 }];
  let closing: RegExp | undefined;
  page.split("\n").forEach((text, index) => {
    const [, indent = "", fence, info = ""] = /^( *)(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    const part = found.at(-1)!;
    if (closing?.test(text)) {
      closing = undefined;
      found.push({ fence: undefined, text: "", indent: "", line: index + 2 });
    } else if (closing === undefined && fence !== undefined) {
      closing = new RegExp(`^ *${fence}${fence[0]}* *$`);
      found.push({ fence: info.trim(), text: "", indent, line: index + 2 });
    } else part.text += `${text}\n`;
  });
  return found;
}

/** The page again, with its prose changed. */
export function withProse(page: string, change: (prose: string) => string): string {
  return parts(page)
    .map(({ fence, text, indent }) => {
      if (fence === undefined) return change(text);
      const ticks = fenceFor(text);
      return `${indent}${ticks}${fence}\n${text}${indent}${ticks}\n`;
    })
    .join("")
    .slice(0, -1);
}

/** A fence that nothing in the text closes. */
export function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return "`".repeat(longest + 1);
}

/** The headings of a page, in order. */
export function headings(page: string): Heading[] {
  const seen = new Map<string, number>();
  return parts(page)
    .filter(({ fence }) => fence === undefined)
    .flatMap(({ text }) => [...text.matchAll(/^(#+) (.+)$/gm)])
    .map(([, marks, title]) => {
      const name = title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-");
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return { level: marks!.length, title: title!, id: count === 0 ? name : `${name}-${count}` };
    });
}

/** The links and pictures of a page, those in code left out. */
export function links(page: string): Link[] {
  return parts(page)
    .filter(({ fence }) => fence === undefined)
    .flatMap(({ text, line }) =>
      [...withoutCode(text).matchAll(link)].map(({ 1: words, 2: target, index }) => ({
        text: words!,
        target: target!,
        line: line + text.slice(0, index).split("\n").length - 1,
      })),
    );
}

/** The page with every link changed: `change` gets text and target and returns what stands there instead. */
export function withLinks(page: string, change: (text: string, target: string) => string): string {
  return withProse(page, (prose) => {
    const bare = withoutCode(prose);
    let result = "";
    let end = 0;
    for (const match of bare.matchAll(link)) {
      const whole = prose.slice(match.index, match.index + match[0].length);
      const target = match[2]!;
      result += prose.slice(end, match.index) + change(whole.slice(1, -(target.length + 3)), target);
      end = match.index + whole.length;
    }
    return result + prose.slice(end);
  });
}

/** Whether a link leads to somebody else's site, or to a mailbox. */
export function leadsAway(target: string): boolean {
  return /^[a-z][a-z+.-]*:/i.test(target);
}

/** Words as they are read, without marks. */
export function plain(text: string): string {
  return text
    .replace(link, "$1")
    .replace(/[`*]|\b_|_\b/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Prose in which the contents of code spans are blanks, so that nothing in them is taken for a mark. */
function withoutCode(prose: string): string {
  return prose.replace(
    /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/g,
    (_, ticks: string, code: string) => `${ticks}${code.replace(/[^\n]/g, " ")}${ticks}`,
  );
}
