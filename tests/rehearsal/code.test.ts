import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState } from "../../rehearsal/engine";
import { forgeToTry } from "./forge";
import { Organisation } from "./organisation";
import { observatory } from "./scanners";
import { droneGogsTests } from "./themes/drone-gogs";
import { forgeMailTests } from "./themes/forge-mail";

const keys = mkdtempSync(join(tmpdir(), "keys-"));

/** A person who has a key on this computer. */
function person(name: string) {
  const file = join(keys, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", `${name}@laptop`, "-f", file]);
  return { name, mail: `${name}@example.org`, sshKeys: [readFileSync(`${file}.pub`, "utf8").trim()] };
}

const ada = person("ada");
const grace = person("grace");
const { software, version, next, url } = forgeToTry();
const organisation = new Organisation({
  people: [ada, grace],
  code: { software, release: { version } },
  website: undefined,
  notify: undefined,
});
organisation.program(join(__dirname, "programs/code.ts"));
const api = "https://code.example.org/api/v1";
let password: string;

beforeAll(async () => {
  const output = await organisation.up();
  console.log(
    output.split("\n").find((line) => line.includes("Gitea")) ?? `on ${software} ${version} of its publisher`,
  );
  const { deployment } = await exportState(organisation.stateFile, { showSecrets: true });
  const resources = deployment.resources as { urn: string; outputs?: { adminPassword?: unknown } }[];
  const shown = JSON.stringify(resources.find(({ urn }) => urn.endsWith("CodeHosting::code"))?.outputs?.adminPassword);
  password = /[0-9a-f]{64}/.exec(shown)![0];
  // What is missing in the mirror folder is made first.
});

afterAll(async () => {
  await organisation.end();
  rmSync(keys, { recursive: true });
});

/** Runs a script where visitors are. */
async function visit(script: string): Promise<string> {
  const { status, stdout, stderr } = await organisation.visit("sh", "-euc", `${prelude}\n${script}`);
  return `${stdout}${stderr}${status === 0 ? "" : `status ${status}`}`.trim();
}

const prelude = `cd ${keys}
as() { export GIT_SSH_COMMAND="ssh -F none -i ${keys}/$1 -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no"; }
page() { curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' "$@"; }`;

/** Asks the API as the administrator. */
async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const data = body === undefined ? [] : ["-H", "Content-Type: application/json", "--data", JSON.stringify(body)];
  const login = ["-u", `administrator:${password}`, "-X", method, `${api}${path}`];
  const { stdout } = await organisation.visit("curl", "-sS", ...data, ...login);
  return stdout === "" ? {} : JSON.parse(stdout);
}

/** The version that answers. Forgejo adds which Gitea it is compatible with. */
async function running(): Promise<string> {
  return String((await ask("GET", "/version")).version).replace(/\+.*/, "");
}

test("the first page and the sign-in page load, and registration is closed", async () => {
  expect(await visit("page https://code.example.org/")).toBe("200");
  expect(await visit("page https://code.example.org/user/login")).toBe("200");
  expect(await visit("curl -sS https://code.example.org/user/sign_up")).toContain("Registration is disabled");
});

test("senders are told of the mail servers, and fetch the policy that enforces them", async () => {
  expect(await visit("dig +short MX example.org")).toBe("10 mx.example.net.");
  expect(await visit("dig +short TXT example.org")).toBe('"v=spf1 include:spf.example.net ~all"');
  expect(await visit("dig +short MX code.example.org")).toBe("0 .");
  const policy = await visit("curl -sS https://mta-sts.example.org/.well-known/mta-sts.txt");
  expect(policy).toBe("version: STSv1\nmode: enforce\nmx: mx.example.net\nmax_age: 604800");
  const id = createHash("sha256").update(`${policy}\n`).digest("hex").slice(0, 32);
  expect(await visit("dig +short TXT _mta-sts.example.org")).toBe(`"v=STSv1; id=${id};"`);
});

test("the administrator signs in with the password that was made on the machine", async () => {
  const fields = `--data user_name=administrator --data password=${password}`;
  const origin = "-H 'Origin: https://code.example.org' -H 'Sec-Fetch-Site: same-origin'";
  expect(await visit(`page -c jar ${origin} ${fields} https://code.example.org/user/login`)).toBe(
    "303 https://code.example.org/",
  );
  const administration = software === "forgejo" ? "admin" : "-/admin";
  expect(await visit(`page -b jar https://code.example.org/${administration}`)).toBe("200");
});

forgeMailTests(organisation, visit);

test("a repository is made by the page", async () => {
  const origin = "-H 'Origin: https://code.example.org' -H 'Sec-Fetch-Site: same-origin'";
  const fields = "--data 'uid=1&repo_name=by-page&private=on&auto_init=on&readme=Default&default_branch=main'";
  expect(await visit(`page -b jar ${origin} ${fields} https://code.example.org/repo/create`)).toBe(
    "303 https://code.example.org/administrator/by-page",
  );
  expect(await visit("page -b jar https://code.example.org/administrator/by-page")).toBe("200");
});

test("no secret shows in what the operator saw", () => {
  expect(organisation.output).not.toContain(password);
});

test("a repository is made, cloned and pushed to over SSH and HTTPS", async () => {
  expect(await ask("POST", "/user/repos", { name: "demo", private: true, auto_init: true })).toMatchObject({
    ssh_url: "git@code.example.org:administrator/demo.git",
  });
  await ask("PUT", "/repos/administrator/demo/collaborators/ada", { permission: "write" });
  await ask("PUT", "/repos/administrator/demo/collaborators/grace", { permission: "write" });
  const commit = (text: string) =>
    `git config user.email ada@example.org; git config user.name ada; echo ${text} >${text}; git add .; git commit -qm ${text}; git push -q`;
  await visit(`as ada; git clone -q git@code.example.org:administrator/demo.git ssh; cd ssh; ${commit("first")}`);
  await visit(
    `git clone -q https://administrator:${password}@code.example.org/administrator/demo.git web; cd web; ${commit("second")}`,
  );
  expect(await visit("as grace; git clone -q git@code.example.org:administrator/demo.git third; ls third")).toContain(
    "first\nsecond",
  );
});

test("200 MB go to LFS and come back", async () => {
  await organisation.sh(
    `export HOME=$(mktemp -d); cd $HOME; git lfs install --skip-repo
    git clone -q https://administrator:${password}@code.example.org/administrator/demo.git a; cd a
    git config user.email ada@example.org; git config user.name ada; git lfs track '*.bin'
    head -c 200000000 /dev/urandom >large.bin; git add .; git commit -qm large; git push -q
    git clone -q https://administrator:${password}@code.example.org/administrator/demo.git ../b; cmp large.bin ../b/large.bin
    [ "$(git cat-file -s HEAD:large.bin)" -lt 1000 ]; rm -rf $HOME`,
  );
});

test("a push that the forge's restart cuts off is repeated, and nothing is half there", async () => {
  const address = `https://administrator:${password}@code.example.org/administrator/by-page.git`;
  await visit(`git clone -q ${address} cut; cd cut; head -c 80000000 /dev/urandom >blob; git add .
    git -c user.name=ada -c user.email=ada@example.org commit -qm blob`);
  const push = visit("cd cut; git push -q || true");
  await organisation.sh("sleep 1; systemctl restart open-infrastructure-code");
  await push;
  expect(await visit("cd cut; git push -q")).not.toMatch(/status \d/);
  expect(await visit(`git clone -q ${address} whole; cd whole; git fsck --full; cmp blob ../cut/blob`)).not.toMatch(
    /status \d|error|missing|corrupt/,
  );
});

test("an issue, a comment of the bot and a wiki page", async () => {
  expect(await ask("POST", "/repos/administrator/demo/issues", { title: "Broken" })).toMatchObject({ number: 1 });
  await ask("PUT", "/repos/administrator/demo/collaborators/ci-bot", { permission: "read" });
  const bot = await organisation.sh("cat /etc/open-infrastructure/code/bot-token");
  const comment = `curl -sS -H 'Authorization: token ${bot}' -H 'Content-Type: application/json' --data '{"body": "built"}' ${api}/repos/administrator/demo/issues/1/comments`;
  expect(JSON.parse(await visit(comment))).toMatchObject({ body: "built" });
  const wiki = { title: "Home", content_base64: Buffer.from("Hello").toString("base64") };
  expect(await ask("POST", "/repos/administrator/demo/wiki/new", wiki)).toMatchObject({ title: "Home" });
});

describe("the plug-in for pull requests", () => {
  const token = (name: string) => organisation.sh(`cat /etc/open-infrastructure/code/${name}-token`);
  droneGogsTests(
    (...command) => organisation.visit(...command),
    async () => {
      await ask("POST", "/user/repos", { name: "built", private: true });
      return {
        url: "https://code.example.org",
        adminToken: await token("admin"),
        botToken: await token("bot"),
        repository: "administrator/built",
      };
    },
  );
});

test("an uploaded file can't run scripts on the forge's pages", async () => {
  const content = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
  await ask("POST", "/repos/administrator/demo/contents/a.svg", { content: content.toString("base64") });
  const address = "https://code.example.org/administrator/demo/raw/branch/main/a.svg";
  expect(await visit(`curl -sSI -u administrator:${password} ${address}`)).toMatch(/content-security-policy:.*sandbox/);
});

test("the machine keeps strangers out and the forge in", async () => {
  expect(await visit("as ada; $GIT_SSH_COMMAND -4 git@code.example.org id || true")).not.toContain("uid=");
  expect(await organisation.sh("sshd -T -C user=ada,addr=192.0.2.1,host=x | grep -i '^allowusers'")).toContain("git");
  const exposure = await organisation.sh("systemd-analyze security open-infrastructure-code --no-pager | tail -n 1");
  expect(Number(/\d+\.\d/.exec(exposure)![0])).toBeLessThanOrEqual(3);
  expect(await organisation.sh("ss -Hltn | awk '{ print $4 }'")).not.toMatch(/(0\.0\.0\.0|\*|\[::\]):(3000|5432)/);
});

test("the Observatory finds nothing but the software's inline scripts", async () => {
  const { scan, tests } = await observatory(organisation, "code.example.org");
  expect(scan.score).toBeGreaterThanOrEqual(80);
  const failed = Object.values(tests).filter(({ pass }) => !pass);
  expect(failed.map(({ result }) => result)).toEqual(["csp-implemented-with-unsafe-inline"]);
});

test("a second run changes nothing and connects to nothing", async () => {
  const before = organisation.connections().length;
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
  expect(organisation.connections()).toHaveLength(before);
});

test("a corrupted archive leaves the old version answering", async () => {
  organisation.configure({ archive: { version: "1.99.0", sha256: "0".repeat(64), url } });
  const { status, output } = await organisation.tryUp();
  expect(status).not.toBe(0);
  expect(output).toContain("what is installed stays as it is");
  expect(await running()).toBe(version);
});

test("an upgrade keeps everything, and who left is out", async () => {
  organisation.configure({
    archive: undefined,
    code: { software, release: { version: next } },
    people: [ada],
  });
  await organisation.up();
  expect(await running()).toBe(next);
  expect(await ask("GET", "/repos/administrator/demo/issues/1")).toMatchObject({ title: "Broken", comments: 1 });
  expect(await visit("as ada; git -C ssh pull -q; ls ssh")).toContain("large.bin");
  expect(await visit("as grace; git -C third pull -q || true")).toContain("Permission denied");
  const log = await organisation.sh("cat /var/log/open-infrastructure/code-people.log");
  expect(log).toContain("grace left: the account is disabled");
  expect(log).toContain("collaborator of: administrator/demo");
});

test("the next machine has all of it", async () => {
  const secrets = "cd /etc/open-infrastructure/code; cat admin-password *-token secrets/* | sha256sum";
  const before = await organisation.sh(secrets);
  // Numbers of users differ from machine to machine.
  await organisation.sh(`
    systemctl stop open-infrastructure-code postgresql
    chown -R 850:851 /srv/data/code /srv/data/postgresql/*
    chgrp 851 /srv/data/settings/code /srv/data/settings/code/app.ini
  `);
  organisation.configure({ generation: 2 });
  await organisation.up();
  expect(await organisation.machine()).toMatchObject({ name: "web-2" });
  expect(await organisation.sh(secrets)).toBe(before);
  expect(await ask("GET", "/repos/administrator/demo/issues/1")).toMatchObject({ title: "Broken", comments: 1 });
  expect(
    await visit("as ada; rm -rf moved; git clone -q git@code.example.org:administrator/demo.git moved; ls moved"),
  ).toContain("large.bin");
  expect(
    await visit(
      "as ada; cd moved; echo more >more; git add more; git -c user.name=ada -c user.email=ada@example.org commit -qm more; git push -q",
    ),
  ).not.toMatch(/status \d/);
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
});
