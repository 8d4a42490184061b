import { spawnSync } from "node:child_process";
import { Forge, type Twist } from "./forge";
import { drone, script, tell, woodpecker } from "./plugin";

let forge: Forge;
beforeEach(async () => {
  forge = new Forge();
  await forge.open();
});
afterEach(() => forge.close());

const settings = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PLUGIN_GOGS_URL: forge.url,
  GOGS_ACCOUNT_TOKEN: forge.token,
  PLUGIN_PAUSE: "0",
  ...more,
});
const writes = () => forge.requests.filter((request) => !request.startsWith("GET"));
const mark = (build: number) => `\n\n<!-- drone-gogs created=${1_790_000_000 + build} build=${build} -->`;
const text = (build: number) =>
  `[Build ${build}](https://ci.example.org/example/app/${build}) **succeeded** at \`8f51ad7884\`: \`Add a door\`${mark(build)}`;

test("the script is clean POSIX sh", () => {
  expect(spawnSync("shellcheck", ["-s", "sh", script], { encoding: "utf8" }).stdout).toBe("");
});

describe("one comment for each pull request", () => {
  test("the first build posts it", async () => {
    expect(await tell(settings(drone(12)))).toEqual({
      status: 0,
      stdout: `drone-gogs: posted ${forge.url}/example/app/pulls/5#issuecomment-101\n`,
      stderr: "",
    });
    expect(forge.comments.map(({ body }) => body)).toEqual([text(12)]);
  });

  test("the next build updates it", async () => {
    await tell(settings(drone(12)));
    const { stdout } = await tell(settings({ ...drone(13), DRONE_BUILD_STATUS: "failure" }));
    expect(stdout).toContain("updated");
    expect(forge.comments.map(({ body }) => body)).toEqual([text(13).replace("succeeded", "failed")]);
    expect(writes()).toEqual([
      "POST repos/example/app/issues/5/comments",
      "PATCH repos/example/app/issues/comments/101",
    ]);
  });

  test("Woodpecker's variables and settings do as well, its forge needs no naming", async () => {
    const env = { ...woodpecker(3), CI_FORGE_URL: `${forge.url}/`, PLUGIN_GOGS_ACCOUNT_TOKEN: forge.token };
    expect((await tell({ ...env, PLUGIN_PAUSE: "0" })).status).toBe(0);
    expect(forge.comments.map(({ body }) => body)).toEqual([
      `[Build 3](https://ci.example.org/repos/1/pipeline/3) **failed** at \`8f51ad7884\`: \`Add a door\`${mark(3)}`,
    ]);
  });

  test.each<[string, NodeJS.ProcessEnv]>([
    ["a pipeline before it failed", { DRONE_FAILED_STAGES: "lint" }],
    ["the pipeline says so", { PLUGIN_STATUS: "failure" }],
  ])("tells a failure when %s", async (_what, env) => {
    await tell(settings({ ...drone(12), ...env }));
    expect(forge.comments.map(({ body }) => body)).toEqual([text(12).replace("succeeded", "failed")]);
  });

  test("comments of others are left alone, whatever they hold", async () => {
    const others = [
      forge.add(text(11), { id: 8, login: "mallory" }),
      forge.add("Nice door"),
      forge.add(`${text(11)} :)`),
    ];
    await tell(settings(drone(12)));
    expect(forge.comments.slice(0, 3)).toEqual(others);
    expect(forge.comments.slice(3).map(({ body }) => body)).toEqual([text(12)]);
  });

  test("an older build that ends later leaves what a newer one told", async () => {
    forge.add(text(13));
    const { status, stdout } = await tell(settings(drone(12)));
    expect(status).toBe(0);
    expect(stdout).toContain("a newer build has already told");
    expect(writes()).toEqual([]);
  });

  test("a comment that somebody removes meanwhile is posted anew", async () => {
    forge.add(text(11));
    forge.twist = (method, _path, { comments }) => {
      if (method === "PATCH") comments.length = 0;
      return undefined;
    };
    expect((await tell(settings(drone(12)))).status).toBe(0);
    expect(forge.comments.map(({ body }) => body)).toEqual([text(12)]);
  });

  test("what a forge stores without saying so is not posted twice", async () => {
    let lost = false;
    forge.twist = (method, _path, { add }) => {
      if (method !== "POST" || lost) return undefined;
      lost = true;
      add.call(forge, text(12));
      return "drop";
    };
    expect((await tell(settings(drone(12)))).status).toBe(0);
    expect(forge.comments).toHaveLength(1);
  });
});

describe("builds that end at the same time", () => {
  test.each([
    [12, 13],
    [13, 12],
  ])("another one's comment that comes in between is folded (%d then %d)", async (first, mine) => {
    forge.twist = (method, path) => {
      if (method === "POST" && path.endsWith("comments") && forge.comments.length === 0) forge.add(text(first));
      return undefined;
    };
    expect((await tell(settings(drone(mine)))).status).toBe(0);
    expect(forge.comments).toEqual([expect.objectContaining({ id: 101, body: text(13) })]);
  });

  test("what an older build writes over a newer one's text is put right", async () => {
    forge.add(text(11));
    let late = true;
    forge.twist = (method, path) => {
      const comment = forge.comments[0];
      const looksAgain = method === "GET" && path.endsWith("comments") && comment?.body === text(13);
      if (looksAgain && late) {
        late = false;
        comment.body = text(12);
      }
      return undefined;
    };
    await tell(settings(drone(13)));
    expect(forge.comments.map(({ body }) => body)).toEqual([text(13)]);
  });

  test("six at once leave one comment, of the newest", async () => {
    const builds = [5, 1, 6, 3, 2, 4];
    const all = await Promise.all(builds.map((build) => tell(settings({ ...drone(build), PLUGIN_PAUSE: "1" }))));
    expect(all.map(({ status, stderr }) => [status, stderr])).toEqual(builds.map(() => [0, ""]));
    expect(forge.comments.map(({ body }) => body)).toEqual([text(6)]);
  });
});

describe("titles and other words of strangers", () => {
  const title = async (value: string) => {
    await tell(settings({ ...drone(12), DRONE_PULL_REQUEST_TITLE: value }));
    const [, line] = /at `8f51ad7884`(?:: )?(.*)\n\n<!--/s.exec(forge.comments[0]?.body ?? "") ?? [];
    return line;
  };
  test.each([
    ["quotes", `Say "hello" to 'them' \\" \\n`, `\`Say "hello" to 'them' \\" \\n\``],
    ["newlines", "One\nTwo\r\n\tThree\u2028Four\n", "`One Two Three Four`"],
    ["code and images", "`![x](https://evil.example/x.png)`", "`'![x](https://evil.example/x.png)'`"],
    ["mentions", "@ada look", "`@\u200bada look`"],
    ["a marker", "x\n<!-- drone-gogs created=9 build=9 -->\n", "`x <!-- drone-gogs created=9 build=9 -->`"],
    ["text that turns around", "abc\u202edef", "`abc def`"],
    ["the shell's signs", '$(touch /tmp/x) ${HOME} `id` ; & | * "', "`$(touch /tmp/x) ${HOME} 'id' ; & | * \"`"],
    ["letters of the world", "Tür für Ägypten — 門 🚪", "`Tür für Ägypten — 門 🚪`"],
    ["too many words", "ä".repeat(300), `\`${"ä".repeat(200)}…\``],
    ["nothing", " \n", ""],
  ])("%s", async (_what, value, expected) => {
    expect(await title(value)).toBe(expected);
  });

  test.each([
    ["javascript:alert(1)", "Build 12 **succeeded**"],
    ["https://ci.example.org/a b", "Build 12 **succeeded**"],
    ["https://ci.example.org/(a)", "[Build 12](https://ci.example.org/%28a%29) **succeeded**"],
  ])("link %s", async (link, expected) => {
    await tell(settings({ ...drone(12), DRONE_BUILD_LINK: link }));
    expect(forge.comments[0]?.body).toContain(`${expected} at`);
  });

  test.each([
    ["killed", "**was cancelled**"],
    ["", "**ended**"],
    ["odd`[x](y)", "**ended: `odd'[x](y)`**"],
  ])("status %s", async (status, expected) => {
    await tell(settings({ ...drone(12), DRONE_BUILD_STATUS: status }));
    expect(forge.comments[0]?.body).toContain(expected);
  });
});

test("the token is on no command line, in no output and in no child's environment", async () => {
  const seen: string[] = [];
  const strip = "tr '\\0' '\\n' </proc/$p/cmdline; tr '\\0' '\\n' </proc/$p/environ";
  forge.twist = () => {
    const all = `for p in $(pgrep -x curl); do ${strip}; done 2>/dev/null`;
    seen.push(spawnSync("sh", ["-c", all], { encoding: "utf8" }).stdout);
    return undefined;
  };
  const { stdout, stderr } = await tell(settings(drone(12)));
  expect(seen.join("")).toContain("/api/v1/user");
  expect(seen.join("") + stdout + stderr).not.toContain(forge.token);
});

describe("what goes wrong", () => {
  const json =
    (status: number, message: string): Twist =>
    () => ({ status, body: { message } });
  test.each<[string, NodeJS.ProcessEnv, Twist | undefined, number, RegExp]>([
    ["token refused", { GOGS_ACCOUNT_TOKEN: "wrong" }, undefined, 3, /refuses the token \(401\)/],
    ["a right is lacking", {}, json(403, "needs read:user"), 3, /may not read its own name.*\(403: needs read:user\)/],
    ["no such repository", { DRONE_REPO: "example/other" }, undefined, 4, /no repository example\/other at/],
    ["no such pull request", { DRONE_PULL_REQUEST: "6" }, undefined, 4, /no pull request 6 in example\/app/],
    [
      "a pull request that isn't there, as Gitea and Gogs answer",
      { DRONE_PULL_REQUEST: "6" },
      (_method, path) => (path.endsWith("comments") ? { status: 500 } : undefined),
      4,
      /no pull request 6 in example\/app/,
    ],
    ["broken forge", {}, json(503, "back soon"), 5, /can't read its own name .*now \(503: back soon\)/],
    ["silent forge", { PLUGIN_TIMEOUT: "1" }, () => "hang", 5, /doesn't answer: curl: \(28\)/],
    ["no forge", { PLUGIN_GOGS_URL: "http://127.0.0.1:1" }, undefined, 5, /doesn't answer: curl: \(7\)/],
    [
      "moved forge",
      {},
      () => ({ status: 301, headers: { location: "https://x.example/" } }),
      2,
      /sends elsewhere \(301\)/,
    ],
    ["no forge at that address", {}, () => ({ status: 200, body: "<html>" }), 5, /something else than an account/],
    [
      "locked pull request",
      {},
      (method) => (method === "POST" ? { status: 403, body: { message: "locked" } } : undefined),
      3,
      /may not comment on pull request 5 in example\/app .*\(403: locked\)/,
    ],
    [
      "archived repository",
      {},
      (method) => (method === "POST" ? { status: 423, body: { message: "archived" } } : undefined),
      1,
      /can't comment on .*\(423: archived\)/,
    ],
    ["no address", { PLUGIN_GOGS_URL: "" }, undefined, 2, /gogs_url: expected the address of the forge, got nothing/],
    ["no encryption", { PLUGIN_GOGS_URL: "http://code.example.org" }, undefined, 2, /would send the token unencrypted/],
    ["a loopback in name only", { PLUGIN_GOGS_URL: "http://127.0.0.1.example" }, undefined, 2, /unencrypted/],
    ["odd address", { PLUGIN_GOGS_URL: "https://a@b" }, undefined, 2, /expected an address like/],
    ["odd scheme", { PLUGIN_GOGS_URL: "ftp://a.example" }, undefined, 2, /expected an address like/],
    ["no token", { GOGS_ACCOUNT_TOKEN: "" }, undefined, 2, /got nothing \(are secrets allowed for pull requests\?\)/],
    ["odd token", { GOGS_ACCOUNT_TOKEN: 'a"\nurl=x' }, undefined, 2, /characters that no token has/],
    ["odd repository", { DRONE_REPO: "../x" }, undefined, 2, /expected owner\/name, got "..\/x"/],
    ["odd number", { DRONE_PULL_REQUEST: "5/../6" }, undefined, 2, /expected a whole number, got "5\/..\/6"/],
    ["odd timeout", { PLUGIN_TIMEOUT: "soon" }, undefined, 2, /timeout: expected a whole number/],
  ])("%s", async (_what, env, twist, status, message) => {
    if (twist) forge.twist = twist;
    const told = await tell(settings({ ...drone(12), ...env }));
    expect(told.stderr).toMatch(message);
    expect(told).toMatchObject({ status, stdout: "" });
    expect(told.stderr.trim().split("\n")).toHaveLength(1);
    expect(forge.comments).toEqual([]);
  });

  test("a forge that restarts is waited for", async () => {
    let times = 2;
    forge.twist = () => (times-- > 0 ? { status: 502, body: "Bad Gateway" } : undefined);
    expect((await tell(settings(drone(12)))).status).toBe(0);
    expect(forge.comments).toHaveLength(1);
  });

  test("a build of no pull request is none of its business, even without settings", async () => {
    const { status, stdout } = await tell({ ...drone(12), DRONE_PULL_REQUEST: undefined });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "drone-gogs: not the build of a pull request: nothing to tell\n",
    });
  });
});
