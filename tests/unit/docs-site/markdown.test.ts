import { forJekyll } from "../../../tools/docs-site/jekyll";
import { headings, links, parts, plain, withLinks } from "../../../tools/docs-site/markdown";

const page = `# A page

See [\`b.md\`](b.md#there) and \`[no](link.md)\`.

## What's \`this\`?

- item
  \`\`\`sh account
  # no heading
  [no](link.md)
  \`\`\`

## What's this

[far
away](https://example.org/)
`;

test("headings have the names that forges give them", () => {
  expect(headings(page).map(({ id }) => id)).toEqual(["a-page", "whats-this", "whats-this-1"]);
});

test("links are found with their lines, and none in code", () => {
  expect(links(page)).toEqual([
    { text: "`    `", target: "b.md#there", line: 3 },
    { text: "far\naway", target: "https://example.org/", line: 15 },
  ]);
});

test("changing nothing gives the page again", () => {
  expect(withLinks(page, (text, target) => `[${text}](${target})`)).toBe(page);
  expect(withLinks(page, (_, target) => target)).toContain("See b.md#there and `[no](link.md)`.");
});

test("blocks of code know what they need", () => {
  expect(parts(page).map(({ fence }) => fence)).toEqual([undefined, "sh account", undefined]);
  expect(forJekyll(page)).toContain('  <p class="needs">Needs an account at a provider</p>\n\n  ```sh\n');
});

test("a wide table scrolls by itself", () => {
  const table = "| a | b |\n| - | - |\n| `x\\|y` | 2 |\n";
  expect(forJekyll(`Text\n\n${table}\nText\n`)).toMatch(
    /<div class="table" tabindex="0"[^>]*>\n\n\| a [^]*`x\|y`[^]*<\/div>/,
  );
});

test("words are read without marks", () => {
  expect(plain("A [`b`](c.md) _is_ **d**\ne_f")).toBe("A b is d e_f");
});
