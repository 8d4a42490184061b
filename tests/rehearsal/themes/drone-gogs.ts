import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drone, script, woodpecker } from "../../unit/images/plugin";

/** A forge that answers, and who talks to it. */
export interface ForgeUnderTest {
  /** Without a slash at the end, e.g. `https://code.example.org`. */
  url: string;
  /** Owns the repository or administers the forge. */
  adminToken: string;
  /** Of the account that comments: read:user, read:repository, write:issue where tokens have rights. */
  botToken: string;
  /** `owner/name`; may be private and empty. */
  repository: string;
}

/** Runs a command where the forge can be reached, as `Organisation.visit` does. */
export type Visit = (...command: string[]) => Promise<{ status: number; stdout: string; stderr: string }>;

interface Comment {
  id: number;
  user: { login: string };
  body: string;
}

// Starts a server that never answers and the plug-in against it.
const silence = `
const { spawn } = require("node:child_process");
const server = require("node:net").createServer(() => {}).listen(0, "127.0.0.1", () => {
  const env = { ...process.env, PLUGIN_GOGS_URL: "http://127.0.0.1:" + server.address().port };
  spawn("sh", [process.argv[1]], { env, stdio: "inherit" }).on("close", (status) => process.exit(status));
});`;

/** The plug-in for pull requests against a forge. */
export function droneGogsTests(visit: Visit, forge: () => Promise<ForgeUnderTest>): void {
  const folder = mkdtempSync(join(tmpdir(), "drone-gogs-"));
  let files = 0;
  const file = (text: string): string => {
    const path = join(folder, String(++files));
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  let under: ForgeUnderTest;
  let pull = 0;

  const api = async <T>(method: string, path: string, body?: unknown, token = under.adminToken) => {
    const lines = [`url = "${under.url}/api/v1/${path}"`, `request = ${method}`, "silent", "show-error"];
    lines.push(`header = "Authorization: token ${token}"`, `write-out = "\\n%{http_code}"`);
    if (body !== undefined) {
      lines.push(`header = "Content-Type: application/json"`, `data-binary = "@${file(JSON.stringify(body))}"`);
    }
    const { stdout, stderr } = await visit("curl", "--config", file(lines.join("\n")));
    const end = stdout.lastIndexOf("\n");
    const text = stdout.slice(0, end);
    if (stdout.slice(end + 1) === "000") throw new Error(`${method} ${path}: ${stderr}`);
    return { status: Number(stdout.slice(end + 1)), text, json: () => JSON.parse(text) as T };
  };
  const tell = async (env: NodeJS.ProcessEnv, ...command: string[]) => {
    const all = {
      PLUGIN_GOGS_URL: under.url,
      PLUGIN_TIMEOUT: "600",
      GOGS_ACCOUNT_TOKEN: under.botToken,
      ...env,
      ...(env.DRONE_REPO === "example/app" ? { DRONE_REPO: under.repository } : {}),
      ...(env.CI_REPO ? { CI_REPO: under.repository, CI_COMMIT_PULL_REQUEST: String(pull) } : {}),
      ...(env.DRONE_PULL_REQUEST === "5" ? { DRONE_PULL_REQUEST: String(pull) } : {}),
    };
    const quoted = Object.entries(all).map(([name, value = ""]) => `${name}='${value.replaceAll("'", `'\\''`)}'`);
    const settings = file(quoted.join("\n"));
    const run = command.length > 0 ? command : ["sh", script];
    const told = await visit("sh", "-c", 'set -a; . "$1"; shift; exec "$@"', "sh", settings, ...run);
    expect(told.stdout + told.stderr).not.toContain(under.botToken);
    return told;
  };
  const told = async () => {
    const { json } = await api<Comment[]>("GET", `repos/${under.repository}/issues/${pull}/comments`);
    return json().map(({ body }) => body.split("\n\n<!-- drone-gogs")[0]);
  };
  const text = (build: number, how = "succeeded") =>
    `[Build ${build}](https://ci.example.org/example/app/${build}) **${how}** at \`8f51ad7884\`: \`Add a door\``;

  /** A pull request, or an issue where the forge has no way to open one but its pages: comments are the same there. */
  const open = async (): Promise<number> => {
    const branch = `door-${Date.now()}`;
    const change = (name: string, more: object) =>
      api("POST", `repos/${under.repository}/contents/${name}.txt`, { content: "ZG9vcgo=", message: name, ...more });
    await change(`base-${branch}`, {});
    await change(branch, { new_branch: branch });
    const { default_branch: base } = (await api<{ default_branch: string }>("GET", `repos/${under.repository}`)).json();
    const request = { title: "Add a door", head: branch, base };
    const pulls = await api<{ number: number }>("POST", `repos/${under.repository}/pulls`, request);
    const made = pulls.status === 201 ? pulls : await api("POST", `repos/${under.repository}/issues`, request);
    return (made.json() as { number: number }).number;
  };

  beforeAll(async () => {
    under = await forge();
    const { login } = (await api<{ login: string }>("GET", "user", undefined, under.botToken)).json();
    await api("PUT", `repos/${under.repository}/collaborators/${login}`, { permission: "read" });
  });
  beforeEach(async () => {
    pull = await open();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("the first build comments, the next one updates, whichever CI tells", async () => {
    const first = await tell(drone(12));
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(`posted ${under.url}/${under.repository}/pulls/${pull}#issuecomment-`);
    expect(await told()).toEqual([text(12)]);
    expect((await tell({ ...drone(13), DRONE_BUILD_STATUS: "failure" })).stdout).toContain("updated");
    expect(await told()).toEqual([text(13, "failed")]);
    expect((await tell(drone(12))).stdout).toContain("a newer build has already told");
    expect((await tell(woodpecker(14))).status).toBe(0);
    expect(await told()).toEqual([text(14, "failed").replace("example/app/14", "repos/1/pipeline/14")]);
  });

  test("a title of quotes, newlines and markup stays one line of code, and the marker is invisible", async () => {
    const title = `Say "hi" to 'them'\n\n\`![x](y)\` <b>@root1</b> $(id) \\ #1`;
    expect((await tell({ ...drone(12), DRONE_PULL_REQUEST_TITLE: title })).status).toBe(0);
    const code = `\`Say "hi" to 'them' '![x](y)' <b>@\u200broot1</b> $(id) \\ #1\``;
    expect(await told()).toEqual([text(12).replace("`Add a door`", code)]);
    const { json } = await api<Comment[]>("GET", `repos/${under.repository}/issues/${pull}/comments`);
    const page = await api("POST", "markdown", { Text: json()[0]?.body, Mode: "gfm", Context: under.url });
    expect(page.text).not.toMatch(/created=|<b>|<img/);
    expect(page.text).toContain("<strong>succeeded</strong>");
  });

  test("builds that end at the same time leave one comment, of the newest", async () => {
    const all = await Promise.all([2, 1, 4, 3].map((build) => tell(drone(build))));
    expect(all.map(({ status, stderr }) => [status, stderr])).toEqual(all.map(() => [0, ""]));
    expect(await told()).toEqual([text(4)]);
  });

  test.each<[string, NodeJS.ProcessEnv, number, RegExp]>([
    ["a wrong token", { GOGS_ACCOUNT_TOKEN: "0".repeat(40) }, 3, /refuses the token \(401/],
    ["a repository that isn't there", { DRONE_REPO: "example/nothing-here" }, 4, /no repository example\/nothing-here/],
    ["a pull request that isn't there", { DRONE_PULL_REQUEST: "999999" }, 4, /no pull request 999999/],
    ["no forge", { PLUGIN_GOGS_URL: "http://127.0.0.1:1" }, 5, /doesn't answer: curl: \(7\)/],
  ])("%s is told apart", async (_what, env, status, message) => {
    const { stderr, ...rest } = await tell({ ...drone(12), ...env });
    expect(stderr).toMatch(message);
    expect(rest.status).toBe(status);
    expect(await told()).toEqual([]);
  });

  test("a forge that never answers is given up", async () => {
    const { status, stderr } = await tell(
      { ...drone(12), PLUGIN_TIMEOUT: "1" },
      process.execPath,
      "-e",
      silence,
      script,
    );
    expect(stderr).toMatch(/doesn't answer: curl: \(28\)/);
    expect(status).toBe(5);
  });
}
