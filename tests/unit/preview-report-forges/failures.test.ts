import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeForge, token, type Answer, type Twist } from "./fake-forge";
import { at, comment, preview, tell } from "./told";

let forge: FakeForge;
let elsewhere: FakeForge;

beforeEach(async () => {
  forge = await new FakeForge("gitea").open();
  elsewhere = await new FakeForge("gitea").open();
});
afterEach(() => {
  forge.close();
  elsewhere.close();
});

const to = (status: number, message: string, headers: Record<string, string> = {}): Twist => {
  return () => ({ status, body: { message }, headers });
};
const onPost =
  (answer: Answer): Twist =>
  (method) =>
    method === "POST" ? answer : undefined;

test.each<[string, Twist, number, RegExp]>([
  ["a token that is refused", to(401, "bad token"), 4, /refuses the token \(401: bad token\)/],
  [
    "a right that is lacking",
    to(403, "no scope"),
    4,
    /may not read whose token it is, it needs read:user \(403: no scope\)/,
  ],
  [
    "what isn't there",
    (method) => (method === "POST" ? { status: 404 } : undefined),
    4,
    /can't comment on pull request 5 in example\/app: not there/,
  ],
  ["a conflict", onPost({ status: 409, body: { message: "exists" } }), 1, /refuses to comment on .* \(409: exists\)/],
  [
    "a text that the forge doesn't take",
    onPost({ status: 422, body: { message: "too long" } }),
    1,
    /\(422: too long\)/,
  ],
  ["a locked conversation", onPost({ status: 423, body: { message: "locked" } }), 1, /\(423: locked\)/],
  [
    "a forge that is always busy",
    to(429, "slow down", { "retry-after": "0" }),
    5,
    /can't read whose token it is now \(429: slow down\)/,
  ],
  [
    "one that wants an hour of quiet",
    to(429, "slow down", { "retry-after": "3600" }),
    5,
    /is busy \(429\) and wants 3600 s of quiet/,
  ],
  ["a broken forge", to(503, "back soon"), 5, /can't read whose token it is now \(503: back soon\)/],
  ["one that posts nothing", onPost({ status: 502, body: "Bad Gateway" }), 5, /can't comment on .* now \(502\)/],
  ["one that hangs up", () => "drop", 5, /doesn't answer \(UND_ERR_SOCKET\)|doesn't answer \(ECONNRESET\)/],
  [
    "an address that is no forge",
    () => ({ status: 200, body: "<html>" }),
    5,
    /answers with something else; is it the address of a forge\?/,
  ],
  [
    "comments that are none",
    (_method, path) => (path === "user" ? undefined : { status: 200, body: [{ nothing: 1 }] }),
    5,
    /answers with something else/,
  ],
  ["an error with control characters", to(403, "a\n\u001b[31mb\u202e c"), 4, /\(403: a \[31mb c\)/],
  [
    "a pull request that isn't there, as Gogs says it",
    (_method, path) => (path.includes("/comments") ? { status: 500 } : undefined),
    4,
    /can't read the comments of pull request 5 in example\/app: not there/,
  ],
])("%s: a clear message, and no half comment", async (_what, twist, status, message) => {
  forge.twist = twist;
  const told = await comment(forge);
  expect(told.said).toMatch(message);
  expect(told.status).toBe(status);
  expect(forge.comments).toEqual([]);
});

test("a busy forge is asked again when it said, even for what isn't repeated otherwise", async () => {
  let times = 2;
  forge.twist = (method) =>
    method === "POST" && times-- > 0 ? { status: 429, headers: { "retry-after": "0" } } : undefined;
  expect(await comment(forge)).toMatchObject({ status: 0 });
  expect(forge.writes).toHaveLength(3);
  expect(forge.comments).toHaveLength(1);
});

test("GitHub's own way of saying that it is asked too often", async () => {
  const github = await new FakeForge("github").open();
  let times = 1;
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" };
  github.twist = () => (times-- > 0 ? { status: 403, body: { message: "rate limit" }, headers } : undefined);
  expect(await comment(github)).toMatchObject({ status: 0 });
  github.close();
});

test("a silent forge is given up", async () => {
  forge.twist = () => "hang";
  const env = { PREVIEW_REPORT_TOKEN: token };
  const told = await tell(at(forge), env, preview("x"), { timeout: 40, patience: 5 });
  expect(told).toMatchObject({ status: 5, said: expect.stringContaining("doesn't answer in 0.04 s") });
});

test("no forge at all", async () => {
  const args = at(forge).map((argument) => (argument === forge.url ? "http://127.0.0.1:1" : argument));
  const told = await tell(args, { PREVIEW_REPORT_TOKEN: token }, preview("x"));
  expect(told).toMatchObject({ status: 5, said: expect.stringMatching(/doesn't answer \(/) });
});

test.each([301, 302, 307, 308])("a redirect to another host is not followed (%d)", async (status) => {
  forge.twist = (_method, path) => ({ status, headers: { location: `${elsewhere.url}/api/v1/${path}` } });
  const told = await comment(forge);
  expect(told).toMatchObject({ status: 2, said: expect.stringContaining("the token is not sent there") });
  expect(elsewhere.requests).toEqual([]);
});

test("one within the host is followed, where a repository was renamed", async () => {
  forge.twist = (_method, path) =>
    path.startsWith("repos/example/old")
      ? { status: 307, headers: { location: `/api/v1/${path.replace("example/old", "example/app")}` } }
      : undefined;
  const args = at(forge).map((argument) => argument.replace("example/app", "example/old"));
  expect(await tell(args, { PREVIEW_REPORT_TOKEN: token }, preview("x"))).toMatchObject({ status: 0 });
  expect(forge.comments).toHaveLength(1);
});

test("one that never ends is given up", async () => {
  forge.twist = () => ({ status: 302, headers: { location: "/api/v1/user" } });
  expect(await comment(forge)).toMatchObject({ status: 2, said: expect.stringContaining("sends elsewhere (302 to") });
});

test("a certificate that nobody vouches for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const files = ["-keyout", join(folder, "key"), "-out", join(folder, "cert"), "-subj", "/CN=localhost"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...files], { stdio: "ignore" });
  let asked = 0;
  const server = createServer(
    { key: readFileSync(join(folder, "key")), cert: readFileSync(join(folder, "cert")) },
    (_request, response) => {
      asked++;
      response.end("{}");
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const args = at(forge).map((argument) => (argument === forge.url ? url : argument));
  const told = await tell(args, { PREVIEW_REPORT_TOKEN: token }, preview("x"));
  expect(told).toMatchObject({
    status: 5,
    said: expect.stringMatching(/trusted here \(DEPTH_ZERO.*NODE_EXTRA_CA_CERTS/),
  });
  expect(asked).toBe(0);
  server.close();
  rmSync(folder, { recursive: true });
});

describe("the token", () => {
  test("is in no output, though the forge says it and the preview holds it", async () => {
    forge.twist = (method) =>
      method === "POST" ? { status: 422, body: { message: `you sent token ${token}` } } : undefined;
    const told = await comment(forge, preview(`echo ${token}\n`));
    expect(told.status).toBe(1);
    expect(told.said).toContain("you sent token [secret]");
    expect(told.out + told.said).not.toContain(token);
    forge.twist = () => undefined;
    await comment(forge, preview(`echo ${token}\n`));
    expect(forge.comments[0]!.body).not.toContain(token);
  });

  test("is sent to the forge, as a header and never in an address", async () => {
    await comment(forge);
    expect(forge.requests.join()).not.toContain(token);
    expect(forge.headers.every((headers) => headers.includes(`token ${token}`))).toBe(true);
  });

  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ["nothing", [], {}, /no token for gitea: set PREVIEW_REPORT_TOKEN or GITEA_TOKEN \(are secrets given/],
    ["another forge's", [], { GITHUB_TOKEN: token }, /no token for gitea/],
    ["odd letters", [], { GITEA_TOKEN: "a\nb" }, /GITEA_TOKEN holds characters that no token has/],
    [
      "one in the address",
      ["--url", `https://me:${token}@code.example.org`],
      { GITEA_TOKEN: token },
      /without name, password/,
    ],
    ["an open way", ["--url", "http://code.example.org"], { GITEA_TOKEN: token }, /would send the token unencrypted/],
    [
      "an open way to almost this computer",
      ["--url", "http://127.0.0.1.example"],
      { GITEA_TOKEN: token },
      /unencrypted/,
    ],
  ])("%s is refused before anything is asked", async (_what, args, env, message) => {
    const told = await tell([...at(forge), ...args], env, preview("x"));
    expect(told).toMatchObject({ status: 2, said: expect.stringMatching(message) });
    expect(told.said).not.toContain(token);
    expect(forge.requests).toEqual([]);
  });
});

test.each<[string, string[], string, RegExp]>([
  ["no JSON", [], "Please choose a stack", /there is no JSON in it/],
  ["half of one", [], '{"steps": [', /ends too early or is damaged/],
  ["nothing", [], "", /the preview is empty/],
  ["a file that isn't there", ["/nowhere"], "", /can't read \/nowhere: ENOENT/],
  ["a place that can't be written", ["--output", "/nowhere/x"], preview("x"), /can't write \/nowhere\/x: ENOENT/],
  ["an unknown forge", ["--forge", "sourceforge"], "", /--forge: one of github, forgejo, gitea, gogs, gitlab/],
  ["an unknown option", ["--token", "x"], "", /Unknown option '--token'/],
  ["an odd number", ["--pull-request", "5/../6"], "", /--pull-request: a whole number/],
  ["an odd digest", ["--require-digest", "abc"], "", /64 hexadecimal digits, or reviewed/],
  ["two files", ["a", "b"], "", /one file, got a b/],
  [
    "an odd repository",
    ["--comment", "--forge", "gitea", "--url", "https://x.example", "--repository", "../x"],
    preview("x"),
    /repository: expected OWNER\/NAME/,
  ],
  ["no idea where", ["--comment"], preview("x"), /which forge isn't known from this environment: give --forge/],
])("%s: status 2", async (_what, args, stdin, message) => {
  const told = await tell(args, { GITEA_TOKEN: token }, stdin);
  expect(told.said).toMatch(message);
  expect(told.status).toBe(2);
});
