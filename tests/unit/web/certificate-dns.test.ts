import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dnsFunctions } from "../../../components/web/certificate-dns";

const directory = mkdtempSync(join(tmpdir(), "dns-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** What is wrong with www.example.org, if the authoritative server answers like this; and how dig was called. */
function wrong(answers: string): { said: string; asked: string[] } {
  const dig = `#!/bin/sh
printf '%s\\n' "$*" >>calls
case "$*" in
*+short*' NS '*) echo ns.example.net. ;;
*+authority*) echo 'example.org. 300 IN SOA ns.example.net. a.example.org. 1 2 3 4 5' ;;
*' SOA '*) echo ns.example.net. ;;
*' A www.example.org'*) printf '%s\\n' ${answers} ;;
*' A loop'*) echo www.example.org. ;;
esac
`;
  writeFileSync(join(directory, "calls"), "");
  writeFileSync(join(directory, "dig"), dig);
  chmodSync(join(directory, "dig"), 0o755);
  const script = `${dnsFunctions}
own() { if [ "$1" = A ]; then echo 203.0.113.10; fi; }
account() { echo https://ca.example.net/1; }
leads_here() { [ "$2" = 203.0.113.10 ]; }
waited=0 aliases=0
wrong www.example.org A AAAA CAA
echo end
sed 's/^/asked /' calls`;
  const env = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
  const { stdout } = spawnSync("sh", ["-euc", script], { encoding: "utf8", env, cwd: directory, timeout: 20_000 });
  const lines = stdout.split("\n");
  return {
    said: lines.slice(0, lines.indexOf("end")).join("\n"),
    asked: lines.filter((line) => line.startsWith("asked ")),
  };
}

test("a name that leads here is right, one that doesn't is told", () => {
  expect(wrong("203.0.113.10").said).toBe("");
  expect(wrong("203.0.113.99").said).toContain("203.0.113.99, which doesn't lead to this machine");
});

test("aliases that lead round in a circle are told", () => {
  expect(wrong("loop.example.org.").said).toContain("more than three aliases");
});

test.each(["-f/etc/shadow.", "+short.", "'* -f /etc/passwd'", "'\"-f/etc/shadow\" *'"])(
  "an answer of %s is nothing that a program is told to do",
  (answer) => {
    const { said, asked } = wrong(answer);
    expect(said).toContain("no answer");
    expect(asked.join("\n")).not.toMatch(/-f|shadow|passwd|dig$| \+short\.?$/m);
  },
);
