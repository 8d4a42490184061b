import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { installPreviewReport } from "../../package";
import { sampleText } from "../../unit/preview-report/samples";
import type { Client } from "../client";
import { eventually, type Organisation } from "../organisation";

const root = resolve(__dirname, "../../..");
const repository = "administrator/stack";
const program = "node_modules/open-infrastructure-preview-report/bin/preview-report.js";

/** What the image of Node that is made here lacks. */
const npm = `#!/bin/sh
[ "$1 $2 $3 $4" = "run -s preview-report --" ] || exit 127
shift 4
exec node ${program} "$@"
`;

interface Comment {
  id: number;
  user: { login: string };
  body: string;
}

/** The shipped pipeline of pull requests from its step that comments on; the previews are there already. */
function pipeline(): string {
  const { when, steps } = parse(readFileSync(join(root, ".woodpecker/preview.yaml"), "utf8")) as {
    when: object[];
    steps: { name: string; environment?: object; commands: string[] }[];
  };
  const step = steps.find(({ name }) => name === "comment")!;
  const environment = { ...step.environment, NODE_EXTRA_CA_CERTS: "ca.pem" };
  return stringify({
    when,
    steps: [{ ...step, environment, commands: ['export PATH="$PWD/bin:$PATH"', ...step.commands] }],
  });
}

/** Builds of pull requests say below them what would change. */
export function previewReportTests(organisation: Organisation, client: Client): void {
  const directory = mkdtempSync(join(tmpdir(), "stack-"));
  const base = sampleText("first-creation");
  let token: string;
  let commit: string;

  const write = (name: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text, { mode });
  };
  /** Pushes a change of what the web server lets through; returns the commit. */
  const push = (limit: string): Promise<string> => {
    write("previews/head.json", base.replaceAll("client_max_body_size 32m", `client_max_body_size ${limit}`));
    return client.run(`[ -d stack ] || git clone -q "https://administrator:${client.password}@code.example.org/${repository}.git"
cd stack
cp -a ${directory}/. .
git checkout -q -B change; git add --all --force
git -c user.name=Ada -c user.email=ada@example.org commit -q -m 'Allow ${limit}'
git push -q origin HEAD 2>/dev/null; git rev-parse HEAD`);
  };
  const comments = () => client.forge<Comment[]>(`/repos/${repository}/issues/1/comments`);
  const where = `--forge gitea --url https://code.example.org --repository ${repository}`;
  /** Runs the program at a desk; returns what it said, and its status if that isn't 0. */
  const tell = (args: string, environment = `PREVIEW_REPORT_TOKEN=${token}`) =>
    client.run(`cd ${directory}; export PREVIEW_REPORT_SEAL=${"5".repeat(64)}
${environment} ${process.execPath} ${program} ${args} ${where} --timeout 600 2>&1 >/dev/null || echo "status $?"`);

  beforeAll(async () => {
    token = await organisation.on(await organisation.machine("web-1"), "cat /etc/open-infrastructure/code/bot-token");
    installPreviewReport(directory);
    write(".woodpecker/preview.yaml", pipeline());
    write(".ci/comment", readFileSync(join(root, ".ci/comment"), "utf8"), 0o755);
    write("bin/npm", npm, 0o755);
    write("previews/base.json", base);
    write("previews/events", JSON.stringify({ policyEvent: { policyName: "pinned", enforcementLevel: "advisory" } }));
    copyFileSync(join(organisation.world.directory, "acme-roots.pem"), join(directory, "ca.pem"));
    const made = { name: "stack", private: true, auto_init: true, default_branch: "main" };
    const { id } = await client.forge<{ id: number }>("/user/repos", made);
    const built = await client.builds<{ id: number }>(`/api/repos?forge_remote_id=${id}`, "-X", "POST");
    const secret = JSON.stringify({ name: "preview_report_token", value: token, events: ["pull_request"] });
    await client.builds(`/api/repos/${built.id}/secrets`, `-X POST --data '${secret}'`);
    await client.run(`forge /repos/${repository}/collaborators/ci-bot -X PUT --data '{"permission": "read"}'`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("a pull request's build says below it what would change, and the next one changes what it said", async () => {
    const first = await push("64m");
    await client.forge(`/repos/${repository}/pulls`, { title: "Allow more", head: "change", base: "main" });
    expect(await client.built(first, "stack")).toMatchObject({ status: "success" });
    const [said, ...others] = await comments();
    expect(others).toEqual([]);
    expect(said).toMatchObject({ user: { login: "ci-bot" } });
    expect(said!.body).toMatch(/^<!-- preview-report open-infrastructure\/prod between -->\n/);
    expect(said!.body).toMatch(/^- +client_max_body_size 32m;\n\+ +client_max_body_size 64m;$/m);

    expect(said!.body).toContain("| 🟠 advice | `pinned` |");

    // Whoever else writes such a comment is left alone.
    const forged = `${said!.body.split("\n")[0]}\nforged`;
    await client.forge(`/repos/${repository}/issues/1/comments`, { body: forged });
    commit = await push("128m");
    expect(await client.built(commit, "stack")).toMatchObject({ status: "success" });
    expect(await comments()).toMatchObject([
      { id: said!.id, user: { login: "ci-bot" }, body: expect.stringContaining("client_max_body_size 128m;") },
      { user: { login: "administrator" }, body: forged },
    ]);
  });

  test("what was reviewed may be applied once it is merged, and nothing else", async () => {
    expect(await tell(`previews/head.json --comment --commit ${commit}`)).toContain("comment posted");
    // The forge finds out in its own time whether it can be merged.
    await eventually("a pull request that can be merged", async () => {
      return (await client.forge<{ mergeable: boolean }>(`/repos/${repository}/pulls/1`)).mergeable;
    });
    await client.run(`forge /repos/${repository}/pulls/1/merge -X POST --data '{"Do": "merge"}'`);
    const { commit: merged } = await client.forge<{ commit: { id: string } }>(`/repos/${repository}/branches/main`);
    const apply = `--require-digest reviewed --commit ${merged.id}`;
    expect(await tell(`previews/head.json ${apply}`)).toMatch(/^preview-report: digest [0-9a-f]{64}$/);
    expect(await tell(`previews/base.json ${apply}`)).toMatch(/not what was reviewed[^]*status 3$/);
    expect(await comments()).toHaveLength(3);
  });

  test("runs at the same time leave one comment, of the newest", async () => {
    const one = (run: number) => tell(`previews/base.json --comment --pull-request 1 --key at/once --order ${run}`);
    const all = await Promise.all([2, 4, 1, 3].map(one));
    expect(all.filter((said) => said.includes("status"))).toEqual([]);
    const ours = (await comments()).filter(({ body }) => body.startsWith("<!-- preview-report at/once -->"));
    expect(ours).toEqual([expect.objectContaining({ body: expect.stringContaining("<!-- run 4.1 -->") })]);
  });

  test.each([
    ["a wrong token", "1", "PREVIEW_REPORT_TOKEN=0123456789abcdef", /refuses the token \(401/],
    ["a pull request that isn't there", "99", undefined, /can't read the comments of pull request 99 .*: not there/],
  ])("%s is told apart", async (_what, number, environment, message) => {
    const said = await tell(`previews/base.json --comment --pull-request ${number}`, environment);
    expect(said).toMatch(message);
    expect(said).toMatch(/status 4$/);
    expect(said).not.toContain(token);
  });
}
