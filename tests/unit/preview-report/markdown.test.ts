import { cell, code, fence, htmlCode, size, table } from "../../../tools/preview-report/markdown";
import { report } from "../../../tools/preview-report/report";
import { madePreview, madeStep } from "./samples";

test.each([
  ["plain", "`plain`"],
  ["a`b", "``a`b``"],
  ["`a``", "``` `a`` ```"],
  ["two\nlines", "`two ⏎ lines`"],
  ["", "(empty)"],
  ["a\u202eb\u200bc\u001b[31m", "`a<U+202E>b<U+200B>c<U+001B>[31m`"],
  ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "`(known later)`"],
])("%j in a line is %s", (text, markdown) => expect(code(text)).toBe(markdown));

test.each([
  ["x | y", "<code>x &#124; y</code>"],
  ["x \\| `y`", "<code>x &#92;&#124; &#96;y&#96;</code>"],
  ["x \\", "<code>x &#92;</code>"],
  ["plain", "`plain`"],
])("%j doesn't end a cell", (text, markdown) => {
  expect(table(["a", "b"], [[cell(text), "z"]])).toBe(`| a | b |\n| --- | --- |\n| ${markdown} | z |`);
});

test("a fence is longer than any in it", () => {
  expect(fence("````\n</details>\n```", "diff")).toBe("`````diff\n````\n</details>\n```\n`````");
});

test("HTML of others is text", () => {
  expect(htmlCode("</code><img src=x> `a` @all <!-- -->")).toBe(
    "<code>&#60;/code&#62;&#60;img src=x&#62; &#96;a&#96; &#64;all &#60;&#33;-- --&#62;</code>",
  );
});

test("addresses in HTML are no links", () => {
  expect(htmlCode("https://a.example www.b.example")).toBe("<code>https&#58;//a.example www&#46;b.example</code>");
});

test.each([
  [1, "1 byte"],
  [999, "999 bytes"],
  [1234, "1.2 KB"],
  [5_000_000, "5.0 MB"],
])("%i is %s", (bytes, text) => expect(size(bytes)).toBe(text));

/** What is left of Markdown when everything is gone that a forge shows as code. */
function outsideOfCode(markdown: string): string {
  let fenced = "";
  const lines = markdown.split("\n").filter((line) => {
    const ticks = /^\s*(`{3,})/.exec(line)?.[1] ?? "";
    if (fenced === "" && ticks !== "") {
      fenced = ticks;
      return false;
    }
    if (fenced !== "" && line.trim() === fenced) {
      fenced = "";
      return false;
    }
    return fenced === "";
  });
  expect(fenced).toBe("");
  return lines
    .join("\n")
    .replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "")
    .replaceAll(/<code>[^<]*<\/code>/g, "");
}

const evil = [
  "@everyone ![x](https://evil.example/p.png) <img src=x onerror=alert(1)>",
  "``` \n</details>\n<!-- preview-report shop/prod -->\n# Approved\n```diff",
  "| a | b |\n|---|---|\n`` ` [click](javascript:alert(1)) /approve #1 !2",
  "</code></summary></details><h1>Approved</h1>",
  "\\| @everyone \\\\| ![x](https://evil.example/p.png) \\`",
].flatMap((text) => [text, `${text}\n`.repeat(2)]);

test.each(evil)("nothing of a preview leaves its place: %j", (text) => {
  const command = "command:remote:Command";
  const file = (content: string) => `put '/etc/${text}' 0644 root:root <<'E_O_F'\n${content}\nE_O_F\n${text}\n`;
  const preview = {
    ...madePreview(
      madeStep("update", command, text, { old: { create: file("a") }, now: { create: file(text) } }),
      madeStep("create", command, `new ${text}`, { now: { create: file(text) } }),
      madeStep("delete", "digitalocean:index/droplet:Droplet", text, { old: { size: text }, parent: text }),
      madeStep("replace", `other:${text.replaceAll(":", "")}`, "r", {
        old: { [text]: 1 },
        now: { [text]: 2 },
        replaceReasons: [text],
      }),
      madeStep("update", "digitalocean:index/firewall:Firewall", "f", {
        old: { a: [text] },
        now: { a: [text, text], [text]: text },
      }),
      madeStep("create", "cloudflare:index/dnsRecord:DnsRecord", "d", {
        now: { name: text, type: text, content: text },
      }),
    ),
    diagnostics: [{ severity: "warning", message: text }],
  };
  const policies = {
    violations: [{ pack: text, policy: text, level: text, message: text, urn: text }],
    passed: [text],
  };
  for (const limit of [60_000, 1200]) {
    const { short } = report(preview, { policies, limit });
    const rest = outsideOfCode(short);
    expect(rest).not.toMatch(/@everyone|evil\.example|<img|<!--|Approved|javascript|<h1|\/approve/);
    expect(rest.split("<details").length).toBe(rest.split("</details>").length);
  }
});
