import { execFileSync } from "node:child_process";
import { library } from "../../components/remote/library";
import { terminator } from "../../components/remote/file";
import { quote, raw, sh } from "../../components/remote/shell";
import { assemble, assignments } from "../../components/remote/step";
import { valueOf } from "./harness";

const awkward = ["", "plain", "two words", "it's", '"', "$(id)", "`id`", "a\nb", "\\", "ümlaut", "-n", "*", "~"];

test.each(awkward)("the shell reads %j back as one word", (word) => {
  expect(execFileSync("sh", ["-c", `printf %s ${quote(word)}`], { encoding: "utf8" })).toBe(word);
});

test.each(awkward)("a secret of %j reaches the script unchanged", (secret) => {
  const script = `eval "$(cat)"; printf %s "$value"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8", input: assignments({ value: secret }) })).toBe(secret);
});

test("sh quotes values, keeps rendered text, and takes the shared indentation away", async () => {
  const text = sh`
    echo ${"a b"} ${["c", "d e"]}
      ${raw("first\nsecond")}
  `;
  expect(await valueOf(text)).toBe("echo 'a b' c 'd e'\n  first\nsecond");
});

test("a heredoc ends where the file doesn't", () => {
  expect(terminator("a\nEND\nEND_")).toBe("END__");
});

test("a step runs in a unit of its own, secrets on standard input", () => {
  expect(assemble("web-nginx", "echo hello", { readsSecrets: true })).toMatchInlineSnapshot(`
"set -eu
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
script=$($sudo mktemp /run/open-infrastructure-step.XXXXXX)
$sudo tee "$script" >/dev/null <<'STEP'
set -eu
rm -f -- "$0"
. /usr/local/lib/open-infrastructure/step.sh
begin web-nginx
eval "$(cat)"
echo hello
finish
STEP
exec $sudo systemd-run --quiet --wait --pipe --collect --description="Step web-nginx of Open Infrastructure" --unit="open-infrastructure-step-web-nginx-$$" --property=RuntimeMaxSec=1h --setenv=HOME=/root sh "$script"
"
`);
});

test("a step that is too long for one argument is refused by its name", () => {
  expect(() => assemble("web-access", "$".repeat(122_000))).not.toThrow();
  for (const script of ["$".repeat(124_000), "ü".repeat(62_000)])
    expect(() => assemble("web-access", script)).toThrow(
      /^step web-access is too long for one command: 124\d{3} bytes/,
    );
});

test("the step library is plain POSIX sh", () => {
  execFileSync("shellcheck", ["-s", "sh", "-"], { input: `${library}\n`, stdio: ["pipe", "inherit", "inherit"] });
});
