/** A here-document of a shell script. */
export interface HereDocument {
  /** The line that opens it. */
  opening: string;
  /** Where that line stands, counted from 0. */
  line: number;
  /** How many lines it takes after the opening one, its end included. */
  length: number;
  /** Whether the shell leaves it as it is. */
  literal: boolean;
  /** Without a newline at the end. */
  body: string;
}

const opener = /(?<![<$(\d])<<(-?)\s*(?:'([^']+)'|"([^"]+)"|\\?([A-Za-z_]\w*))/g;

/** The here-documents of a script in their order; what looks like one and doesn't end is none. */
export function hereDocuments(script: string): HereDocument[] {
  const lines = script.split("\n");
  const found: HereDocument[] = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = lines[index]!;
    const line = index;
    if (opening.trimStart().startsWith("#")) continue;
    for (const [whole, dash, single, double, bare] of opening.matchAll(opener)) {
      const end = single ?? double ?? bare;
      const start = index + 1;
      const stop = lines.findIndex((text, at) => at >= start && (dash ? text.replace(/^\t+/, "") : text) === end);
      if (stop < 0) continue;
      const body = lines.slice(start, stop).join("\n");
      found.push({ opening, line, length: stop - line, literal: bare === undefined || whole.includes("\\"), body });
      index = stop;
    }
  }
  return found;
}
