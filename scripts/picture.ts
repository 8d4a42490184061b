import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const lineHeight = 19;
const margin = 20;
const characterWidth = 7.83;
const paper = "#14211c";
const ink = "#d9e5dd";

/** What a control sequence starts with. */
const escape = "\u001b[";

/** Colours of a terminal, by the number that switches them on. */
const colours: Record<string, string> = { "2": "#86998d", "31": "#f0907f", "32": "#8fd6b0", "33": "#e8c87a" };

/** The picture of a terminal's text, with the colours that its control sequences ask for. */
function picture(text: string): string {
  const lines = text.trimEnd().split("\n");
  const longest = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  const width = Math.ceil(longest * characterWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  let colour = ink;
  const rows = lines.map((line, index) => {
    const spans = line.split(escape).map((part, piece) => {
      const [, code, rest = part] = (piece > 0 && /^([\d;]*)m(.*)/.exec(part)) || [];
      if (code !== undefined) colour = colours[code] ?? ink;
      return rest === "" || colour === ink ? escaped(rest) : `<tspan fill="${colour}">${escaped(rest)}</tspan>`;
    });
    const y = margin + (index + 0.75) * lineHeight;
    return line === "" ? "" : `<text x="${margin}" y="${y}">${spans.join("")}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The output of a rehearsal">
<style>text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: ${ink}; }</style>
<rect width="${width}" height="${height}" rx="8" fill="${paper}"/>
${rows.join("")}</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

process.stdout.write(picture(readFileSync(0, "utf8")));
