import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { between } from "../../../tools/preview-report/between";
import { readPreview } from "../../../tools/preview-report/preview";
import { FakeForge, token } from "./fake-forge";
import { at, preview, quiet, tell } from "./told";

const folder = mkdtempSync(join(tmpdir(), "preview-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** A preview that makes everything anew. */
function anew(resources: Record<string, object>): string {
  const steps = Object.entries(resources).map(([name, inputs]) => {
    const urn = `urn:pulumi:prod::example::command:remote:Command::${name}`;
    return { op: "create", urn, newState: { urn, type: "command:remote:Command", custom: true, inputs } };
  });
  return JSON.stringify({ steps, changeSummary: { create: steps.length } });
}

test("a file, a pipe and a command say the same", async () => {
  const text = preview("echo after\n");
  const piped = await tell([], {}, text);
  expect(await tell([file("preview.json", text)])).toEqual(piped);
  expect(await tell(["-"], {}, text)).toEqual(piped);
  expect(await tell(["--run", "--", "cat", join(folder, "preview.json")], process.env)).toEqual(piped);
});

test("the whole text goes into a file", async () => {
  const { out } = await tell([], {}, preview("x"));
  expect(await tell(["--output", join(folder, "report.md")], {}, preview("x"))).toMatchObject({ status: 0, out: "" });
  expect(readFileSync(join(folder, "report.md"), "utf8")).toBe(out);
});

test("a command that makes the preview sees no token", async () => {
  const show = `env >&2; cat ${file("quiet.json", quiet)}`;
  const secrets = { PREVIEW_REPORT_TOKEN: token, GITHUB_TOKEN: "gh-token", PREVIEW_REPORT_SEAL: "5".repeat(64) };
  const told = await tell(["--run", "--", "sh", "-c", show], { PATH: process.env.PATH, MARK: "seen", ...secrets });
  expect(told.said).toContain("MARK=seen");
  expect(told.said).not.toMatch(/TOKEN|SEAL/);
});

test("a command that fails is said in the comment, not left out of it", async () => {
  const forge = await new FakeForge("gogs").open();
  const where = [...at(forge), "--key", "example/prod"];
  await tell(where, { GOGS_TOKEN: token }, preview("x"));
  const failing = [...where, "--run", "--", "sh", "-c", "exit 7"];
  const told = await tell(failing, { PATH: process.env.PATH, GOGS_TOKEN: token });
  expect(told).toMatchObject({ status: 1, said: expect.stringContaining("sh ended with exit status 7") });
  expect(forge.comments).toHaveLength(1);
  expect(forge.comments[0]!.body).toContain("### Preview failed");
  forge.close();
});

test("a part that a failed command printed isn't taken for the whole", async () => {
  const cutOff = `cat ${file("part.json", preview("echo part\n"))}; exit 255`;
  const told = await tell(["--run", "--", "sh", "-c", cutOff], { PATH: process.env.PATH });
  expect(told).toMatchObject({ status: 1, out: expect.stringContaining("sh ended with exit status 255") });
  expect(told.out).not.toContain("echo part");
});

test("a command that isn't there", async () => {
  const told = await tell(["--run", "--", "no-such-command"], { PATH: process.env.PATH });
  expect(told).toMatchObject({ status: 2, said: expect.stringContaining("it isn't on the PATH") });
});

describe("between two previews that make everything anew", () => {
  const base = anew({ kept: { create: "a", triggers: ["x"] }, changed: { create: "echo a\n", old: 1 }, gone: {} });
  const head = anew({ kept: { triggers: ["x"], create: "a" }, changed: { create: "echo b\n", new: 1 }, came: {} });

  test("what differs is an update, what is missing comes or goes", () => {
    const { steps, changeSummary } = between(readPreview(base), readPreview(head));
    expect(steps.map(({ op, urn }) => `${op} ${urn.split("::").pop()}`)).toEqual([
      "same kept",
      "update changed",
      "create came",
      "delete gone",
    ]);
    expect(changeSummary).toEqual({ same: 1, update: 1, create: 1, delete: 1 });
    expect(steps[1]).toMatchObject({
      diffReasons: ["create", "new", "old"],
      detailedDiff: { create: { kind: "update" }, new: { kind: "add" }, old: { kind: "delete" } },
    });
  });

  test("the report shows the difference of the text, and has a comment of its own", async () => {
    const forge = await new FakeForge("gitea").open();
    const args = [...at(forge), file("head.json", head), "--base", file("base.json", base)];
    const told = await tell(args, { GITEA_TOKEN: token });
    expect(told.out).toMatch(/^-echo a$/m);
    expect(told.out).toMatch(/^\+echo b$/m);
    expect(forge.comments[0]!.body).toMatch("<!-- preview-report example/prod between -->");
    forge.close();
  });

  test("a base that failed is compared with nothing", async () => {
    const failed = JSON.stringify({ steps: [], diagnostics: [{ severity: "error", message: "no" }] });
    const told = await tell([file("head.json", head), "--base", file("failed.json", failed)]);
    expect(told).toMatchObject({
      status: 1,
      out: "",
      said: expect.stringContaining("nothing can be compared with it"),
    });
  });

  test("the same program has no change", async () => {
    const told = await tell([file("same.json", base), "--base", file("base.json", base)]);
    expect(told.out).toContain("no changes");
  });
});
