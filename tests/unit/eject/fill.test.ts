import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillScript } from "../../../tools/eject/fill";

const directory = mkdtempSync(join(tmpdir(), "fill-"));
afterAll(() => rmSync(directory, { recursive: true }));

function fill(text: string, variables: string) {
  writeFileSync(join(directory, "fill.sh"), fillScript);
  writeFileSync(join(directory, "variables.env"), variables);
  writeFileSync(join(directory, "text"), text);
  const { status, stdout, stderr } = spawnSync("sh", ["fill.sh", "text"], { cwd: directory, encoding: "utf8" });
  return { status, stdout, error: stderr.replaceAll(`${directory}/`, "").trim() };
}

test("values are put into all their places", () => {
  const variables =
    "# address\nWEB_IPV4=203.0.113.7\nWEB_IPV6=2001:db8::7\nURL=https://authority.example/account/a_1=\n";
  const { stdout, status } = fill(
    "a @@WEB_IPV4@@, @@WEB_IPV4@@\n\tb \\n & @@WEB_IPV6@@ @@URL@@\n@@ @@small@@\n",
    variables,
  );
  expect(stdout).toBe(
    "a 203.0.113.7, 203.0.113.7\n\tb \\n & 2001:db8::7 https://authority.example/account/a_1=\n@@ @@small@@\n",
  );
  expect(status).toBe(0);
});

test.each([
  ["", "variables.env: WEB_IPV4 has no value"],
  ["WEB_IPV4=\n", "variables.env: WEB_IPV4 has no value"],
  ["WEB_IPV4=1; rm -r /\n", "variables.env: WEB_IPV4 has a value of other than letters, digits and :./_+=-"],
])("with %j nothing is filled in", (variables, message) => {
  const { status, error } = fill("a @@WEB_IPV4@@\n", variables);
  expect([status, error]).toEqual([1, message]);
});
