import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "./client";
import { eventually, Organisation } from "./organisation";

// Everything that Pulumi.classic.yaml asks for: Gogs, Drone, the plug-in that comments, and ownCloud.
// It begins with the Gogs of before, whose holes are no concern here.
const before = { release: { version: "0.13.4" }, acceptKnownVulnerabilities: true };
const organisation = new Organisation({ code: before }, { stack: "classic", whole: true });
const client = new Client(organisation);

beforeAll(async () => {
  const substitutes = await client.setUp();
  console.log(substitutes.join("\n") || "on the programs of their publishers");
  // What is missing in the mirror folder is made first.
});

afterAll(async () => {
  await organisation.end();
  client.end();
});

const pipeline = `kind: pipeline
type: docker
name: default
trigger: { event: [pull_request] }
steps:
  - name: test
    image: alpine:3
    commands: ["grep demo README.md"]
  - name: tell
    image: open-infrastructure/drone-gogs:1
    pull: if-not-exists
    settings: { gogs_url: "https://code.example.org", timeout: 600 }
    environment:
      CURL_CA_BUNDLE: /drone/src/ca.pem
      GOGS_ACCOUNT_TOKEN: { from_secret: bot }
    when: { status: [success, failure] }`;

const repository = "administrator/demo";

interface Comment {
  user: { login: string };
  body: string;
}

/** What the bot says to the only pull request, once a build by that number has ended. */
async function comment(number: number, result: string): Promise<string> {
  await eventually(`build ${number}`, async () => {
    const all = await client.builds<{ number: number; status: string }[]>(`/api/repos/${repository}/builds`);
    return all.some((build) => build.number === number && build.status === result);
  });
  const comments = await client.forge<Comment[]>(`/repos/${repository}/issues/1/comments`);
  expect(comments.map(({ user }) => user.login)).toEqual(["ci-bot"]);
  return comments[0]!.body;
}

const machine = async (name: string, script: string): Promise<string> =>
  organisation.on(await organisation.machine(name), script);

test("one run made the website, the forge, and the server that has builds made", async () => {
  for (const [name, path] of [
    ["www", ""],
    ["code", "user/login"],
    ["ci", "healthz"],
  ])
    expect(await client.run(`page -o /dev/null https://${name}.example.org/${path}`)).toMatch(/^200 /);
});

test("a person signs in at the forge", async () => {
  expect(await client.run("mine")).not.toMatch(/^200 /);
  await client.run("sign_in");
  expect(await client.run("mine")).toMatch(/^200 /);
});

test("a person who has signed in to Drone before does so again with the way out", async () => {
  const signIn = `page -o /dev/null -L --data username=administrator --data password=${client.password} https://ci.example.org/login`;
  expect(await client.run(signIn)).toContain("/login/error");
  await machine("web-1", "open-infrastructure-drone-sign-in administrator");
  expect(await client.run(signIn)).not.toContain("error");
  client.token = await machine(
    "web-1",
    "sed -n 's/^DRONE_USER_CREATE=.*token://p' /etc/open-infrastructure/ci/secrets.env",
  );
  expect(await client.builds("/api/user")).toMatchObject({ login: "administrator", admin: true });
});

test("a pull request is built, and the bot says so in one comment, which the next build changes", async () => {
  const made = { name: "demo", auto_init: true, readme: "Default", default_branch: "main" };
  await client.forge("/user/repos", made);
  await client.builds("/api/user/repos?async=false", "-o /dev/null -X POST");
  await client.builds(`/api/repos/${repository}`, "-X POST");
  const bot = await machine("web-1", "cat /etc/open-infrastructure/code/bot-token");
  const secret = JSON.stringify({ name: "bot", data: bot, pull_request: true });
  await client.builds(`/api/repos/${repository}/secrets`, `-X POST --data '${secret}'`);
  const roots = readFileSync(join(organisation.world.directory, "acme-roots.pem"), "utf8").trim();
  await client.push("demo", { ".drone.yml": pipeline, "ca.pem": roots }, "change");
  // Gogs has no API for it.
  const compare = `https://code.example.org/${repository}/compare/main...change`;
  await client.run(`submit ${compare} --data 'title=A change' --data content=x`);
  expect(await comment(1, "success")).toContain("succeeded");
  await client.push("demo", { "README.md": "nothing" }, "change");
  expect(await comment(2, "failure")).toContain("failed");
});

test("no secret shows in what the operator saw", async () => {
  const secrets = await machine(
    "web-1",
    "cut -d= -f2 /etc/open-infrastructure/ci/secrets.env; cat /etc/open-infrastructure/code/*-token",
  );
  for (const secret of [client.password, client.token, ...secrets.split("\n")])
    expect(organisation.output).not.toContain(secret);
});

const note = "-u grace:a-password-of-a-person https://documents.example.org/remote.php/dav/files/grace/note.txt";

test("a document goes up and comes down", async () => {
  const reset = "open-infrastructure-occ user:resetpassword --password-from-env grace";
  await machine("web-1", `OC_PASS=a-password-of-a-person ${reset}`);
  expect(await client.run(`echo kept >note && curl -sS -o /dev/null -w '%{http_code}' -T note ${note}`)).toBe("201");
  expect(await client.run(`curl -fsS ${note}`)).toBe("kept");
});

test("a second run changes nothing and connects to nothing", async () => {
  const before = organisation.connections().length;
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
  expect(organisation.connections()).toHaveLength(before);
});

const gogs = () =>
  machine(
    "web-1",
    "cut -d' ' -f1-3 /etc/open-infrastructure/code/installed; systemctl show -P InvocationID open-infrastructure-code",
  );

test("Gogs is refused two minor versions at once, before anything is touched", async () => {
  const running = await gogs();
  const archive = "dl.gogs.io/0.14.3/gogs_0.14.3_linux_amd64.tar.gz";
  const release = { version: "0.15.0", sha256: "0".repeat(64), url: `https://${archive}` };
  organisation.configure({ code: { ...before, release } });
  const { status, output } = await organisation.tryUp("--skip-preview");
  expect(status).not.toBe(0);
  expect(output).toContain("gogs is upgraded one minor version at a time, so 0.13.4 can't become 0.15.0 at once");
  expect(await gogs()).toBe(running);
});

test("an upgrade to the next minor version of Gogs keeps everything", async () => {
  organisation.configure({ code: { release: { version: "0.14.3" }, acceptKnownVulnerabilities: undefined } });
  await organisation.up();
  expect(await gogs()).toContain("gogs 0.14.3 postgresql");
  expect(await client.forge<Comment[]>(`/repos/${repository}/issues/1/comments`)).toHaveLength(1);
  expect(await client.builds("/api/user")).toMatchObject({ login: "administrator" });
  expect(await client.run("mine")).toMatch(/^200 /);
});

test("both machines start anew, a document is there, and a change is built", async () => {
  await client.reboot();
  await eventually("the document", () => client.run(`curl -fsS ${note}`).catch(() => undefined));
  await client.push("demo", { "README.md": "demo once more" }, "change");
  expect(await comment(3, "success")).toContain("succeeded");
});
