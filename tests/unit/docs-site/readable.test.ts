import { headings } from "../../../tools/docs-site/markdown";
import { site } from "../../../tools/docs-site/site";

const made = site();
const style = String(made.get("assets/site.css"));
const dark = /prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(style)![1]!;
const light = /^:root \{([^}]*)\}/.exec(style)![1]!;

/** Colours of a block, by name. */
const colours = (block: string) =>
  Object.fromEntries([...block.matchAll(/--(\w+): (#\w{6});/g)].map(([, name, colour]) => [name!, colour!]));

/** How bright a colour is, as WCAG 2 reckons. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright! + 0.05) / (dim! + 0.05);
}

test.each([
  ["light", light],
  ["dark", dark],
])("every colour of text can be read on both grounds, %s", (_, block) => {
  const { paper, raised, line, ...inks } = colours(block);
  expect(line).toBeDefined();
  expect(Object.keys(inks).length).toBeGreaterThan(5);
  const weak = Object.entries(inks).filter(([, ink]) => Math.min(contrast(ink, paper!), contrast(ink, raised!)) < 4.5);
  expect(weak).toEqual([]);
});

test("headings leave out no level", () => {
  const jumps = [...made]
    .filter(([path]) => path.endsWith("index.md"))
    .flatMap(([path, text]) => {
      // The layout has the one of the first level.
      const levels = [1, ...headings(String(text)).map(({ level }) => level)];
      return levels.some((level, index) => level > (levels[index - 1] ?? 1) + 1 || (index > 0 && level === 1))
        ? [path]
        : [];
    });
  expect(jumps).toEqual([]);
});
