import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FakeForge, token } from "./fake-forge";
import { preview, quiet } from "./told";

const repository = resolve(__dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "pipelines-"));
const commit = "8f51ad7884c5eb69c11d260a31da7a745e6b78e2";
let forge: FakeForge;

/** In place of what would reach a cloud: it prints what the test wants, and writes down what it was told. */
const pulumi = `#!/bin/sh
echo "$*" >>"${folder}/calls"
[ -z "$PREVIEW_REPORT_TOKEN$PREVIEW_REPORT_SEAL" ] || echo "sees a token" >>"${folder}/calls"
[ "$1" = preview ] || exit 0
while [ $# -gt 0 ]; do
  [ "$1" != --event-log ] || [ "$PULUMI_DEBUG_COMMANDS" != true ] || cp "${folder}/events" "$2"
  shift
done
cat "${folder}/preview"
exit "$(cat "${folder}/status")"
`;
const npm = `#!/bin/sh
[ "$1 $2 $3 $4" = "run -s preview-report --" ] || exit 127
shift 4
exec '${process.execPath}' --import tsx '${repository}/tools/preview-report/main.ts' "$@"
`;

const asked = (policyEvent: object) => [
  { policyEvent },
  { summaryEvent: { PolicyPacks: { "open-infrastructure": "1" } } },
];
const finding = (enforcementLevel: string) => asked({ enforcementLevel, policyName: "pinned", message: "Pin it" });
const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o755 });
const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

beforeEach(async () => {
  forge = await new FakeForge("gitea").open();
  mkdirSync(join(folder, "bin"), { recursive: true });
  write("bin/pulumi", pulumi);
  write("bin/npm", npm);
  write("calls", "");
});
afterEach(() => forge.close());

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a pipeline's script with what a preview would print; returns its status and what it said. */
function run(script: string, text: string, events: object[] = [], status = 0, ...args: string[]) {
  write("preview", text);
  write("events", events.map((event) => JSON.stringify(event)).join("\n"));
  write("status", String(status));
  const ci = { CI: "woodpecker", CI_FORGE_TYPE: "gitea", CI_FORGE_URL: forge.url, CI_REPO: "example/app" };
  // A night needs none.
  const secrets =
    script === "nightly"
      ? { STACK: "prod" }
      : { PREVIEW_REPORT_TOKEN: token, PREVIEW_REPORT_SEAL: "5".repeat(64), STACK: "prod" };
  const path = `${join(folder, "bin")}:${process.env.PATH}`;
  const child = spawn(join(repository, ".ci", script), args, {
    env: { ...ci, ...secrets, PATH: path, TMPDIR: folder },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
  return new Promise<{ status: number | null; said: string }>((done) =>
    child.once("close", (ended) => done({ status: ended, said })),
  );
}

test("what was reviewed is applied with its plan, and nothing else", async () => {
  const reviewed = await run(
    "review",
    preview("echo one\n"),
    finding("advisory"),
    0,
    commit,
    "--whole-text",
    "https://ci.example.org/1",
  );
  expect(reviewed).toMatchObject({ status: 0, said: expect.stringContaining("comment posted") });
  expect(forge.comments[0]!.body).toMatch(/<!-- digest [0-9a-f]{64} seal [0-9a-f]{64} -->/);
  expect(forge.comments[0]!.body).toContain("Pin it");

  expect(await run("apply", preview("echo two\n"), [], 0, commit)).toMatchObject({
    status: 3,
    said: expect.stringContaining("not what was reviewed"),
  });
  expect(calls().filter((call) => call.startsWith("up "))).toEqual([]);

  expect(await run("apply", preview("echo one\n"), [], 0, commit)).toMatchObject({ status: 0 });
  const [, plan] = /--save-plan (\S+)/.exec(calls().at(-2)!)!;
  expect(calls().at(-1)).toMatch(/^up --yes .*--policy-pack policy /);
  expect(calls().at(-1)!.endsWith(` --plan ${plan}`)).toBe(true);
  expect(existsSync(plan!)).toBe(false);
  expect(calls()).not.toContain("sees a token");
});

test("what policies stop is told, and can't be applied", async () => {
  const reviewed = await run("review", preview("echo one\n"), finding("mandatory"), 1, commit);
  expect(reviewed).toMatchObject({ status: 1, said: expect.stringContaining("comment posted") });
  expect(forge.comments[0]!.body).toContain("echo one");
  expect(forge.comments[0]!.body).toContain("1 policy violation that stops the update");
  expect(forge.comments[0]!.body).not.toContain("<!-- digest");
  expect(await run("apply", preview("echo one\n"), [], 1, commit)).toMatchObject({ status: 1 });
  expect(await run("apply", preview("echo one\n"), [], 0, commit)).toMatchObject({ status: 3 });
  expect(calls().filter((call) => call.startsWith("up "))).toEqual([]);
});

test("every night expects no change", async () => {
  expect(await run("nightly", quiet)).toMatchObject({ status: 0, said: expect.stringContaining("no changes") });
  expect(calls()).toEqual([expect.stringMatching(/^preview --refresh .*--expect-no-changes .*--policy-pack policy/)]);
  expect(await run("nightly", preview("echo one\n"), [], 7)).toMatchObject({ status: 7 });
});
