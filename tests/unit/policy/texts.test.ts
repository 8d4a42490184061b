import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { noMadeSecretInCommands, noSecretInCommands } from "../../../policy/rules/no-secret-in-commands";
import { pinnedDownloads } from "../../../policy/rules/pinned-downloads";
import { unknown } from "../../../policy/rules/rule";
import { command, judged, resource, said, saidOfStack } from "./resources";

const sha256 = "0123456789abcdef".repeat(4);
const golden = join(__dirname, "../golden");
const scripts = readdirSync(golden).filter((name) => name.endsWith(".sh"));

describe("downloads", () => {
  test.each([
    `curl -fsSL -o /tmp/tool https://example.net/tool.tar.gz\necho "${sha256}  /tmp/tool" | sha256sum --check`,
    `wget https://example.net/tool.deb && echo "${sha256}  tool.deb" | sha256sum -c`,
    `fetch https://example.net/tool-linux-amd64.tar.gz ${sha256}`,
    'curl -fsSL -o "$place" "$1" ||\n  fail "no"\ngot=$(sha256sum "$place")',
    "curl -fs -o /dev/null https://example.net/health",
    "curl -fs https://example.net/ip",
    "wget -qO- https://example.net/ip",
    'curl -o "$reply" -X POST https://example.net/api',
    "curl -o page http://127.0.0.1:3000/index.zip",
    "# curl -O https://example.net/tool.tar.gz is what the manual says",
    `docker pull docker.io/drone/drone@sha256:${sha256}`,
    `docker run --rm --name x -v /a:/b docker.io/drone/drone@sha256:${sha256} --verbose`,
    'skopeo copy "docker://$1@sha256:$2" oci:here',
    "docker run localhost/tool:1",
    'docker pull "$image"',
    `docker build .\nFROM alpine:3.23@sha256:${sha256} AS base\nFROM base\nFROM scratch`,
    "FROM = server@example.org",
    "docker container prune --force",
  ])("passes: %s", (text) => {
    expect(judged(pinnedDownloads, command(text))).toEqual([]);
  });

  test.each([
    ["curl -fsSL -o /tmp/tool https://example.net/tool", "downloads https://example.net/tool without a checksum"],
    ["curl -LO https://example.net/tool.zip", "downloads https://example.net/tool.zip without"],
    ["wget -q https://example.net/tool.deb\ndpkg -i tool.deb", "downloads https://example.net/tool.deb without"],
    ['curl -o "$file" "$url"', 'downloads by "curl -o "$file" "$url"" without'],
    ["curl -fsSL https://get.example.net | sudo -E bash -", "downloads https://get.example.net, straight into a shell"],
    ["fetch https://example.net/tool.tar.gz", "downloads https://example.net/tool.tar.gz without"],
    ["docker pull docker.io/drone/drone:2", "takes the image docker.io/drone/drone:2 without its digest"],
    ["docker run -d --name x -p 80:80 \\\n  nginx:1 -g x", "takes the image nginx:1 without its digest"],
    ["skopeo copy docker://alpine:3 oci:here", "takes the image alpine:3 without"],
    ["docker build --tag x .\nFROM alpine:3.23\nRUN true", "takes the image alpine:3.23 without"],
  ])("fails: %s", (text, wrong) => {
    expect(said(judged(pinnedDownloads, command(text)))).toEqual([expect.stringContaining(`create: ${wrong}`)]);
  });

  test("what a machine boots with is judged, too", () => {
    const droplet = resource("digitalocean:index/droplet:Droplet", "web", { userData: "curl https://x.example | sh" });
    expect(said(judged(pinnedDownloads, droplet))).toEqual([expect.stringContaining("straight into a shell")]);
  });

  test("a text that is known later can't be judged", () => {
    expect(judged(pinnedDownloads, command("true", { update: unknown }))).toEqual([{ unknown: "update" }]);
  });
});

describe("secrets", () => {
  const stdin = "password='correct horse'\nuser='server@example.org'\nwebhook='https://hooks.example/it'\\''s'\n";
  const connection = { privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nsecretsecret\n", password: "tell nobody" };

  test("a text that only names them passes", () => {
    const text = 'echo "$password" server@example.org; grep -q "BEGIN PRIVATE KEY" /etc/key';
    expect(judged(noSecretInCommands, command(text, { stdin, connection }))).toEqual([]);
  });

  test.each([
    ["echo 'correct horse'", "holds password, which travels on standard input"],
    ["curl https://hooks.example/it's", "holds webhook, which"],
    ["sshpass -p 'tell nobody'", "holds connection.password"],
    [`git clone https://me:${"x".repeat(9)}@git.example/x.git`, "holds an address with a password"],
    [`token=ghp_${"a".repeat(36)}`, "holds a token of GitHub"],
    [`DO=dop_v1_${sha256}`, "holds a token of DigitalOcean"],
    [`cat <<END\n-----BEGIN RSA PRIVATE KEY-----\n${"QUJD".repeat(12)}\nEND`, "holds a private key"],
  ])("fails, without repeating it: %s", (text, wrong) => {
    const [first, ...others] = said(judged(noSecretInCommands, command(text, { stdin, connection })));
    expect(first).toMatch(`create: ${wrong}`);
    expect(others).toEqual([]);
    expect(first).not.toMatch(/correct horse|tell nobody|ghp_|dop_|QUJD|xxx/);
  });

  test("a text that is known later can't be judged", () => {
    expect(judged(noSecretInCommands, command(unknown))).toEqual([{ unknown: "create" }]);
  });

  test("what the stack made is found wherever it went", () => {
    const made = resource("random:index/randomPassword:RandomPassword", "admin", { result: "s3cret-and-long" });
    const later = resource("tls:index/privateKey:PrivateKey", "key", { privateKeyPem: unknown });
    expect(saidOfStack(noMadeSecretInCommands, [made, later, command("passwd s3cret-and-long")])).toEqual([
      "step: create: holds result of admin",
    ]);
    expect(saidOfStack(noMadeSecretInCommands, [made, later, command("true"), command(unknown)])).toEqual([]);
  });
});

test.each(scripts)("the script %s passes", (name) => {
  const text = command(readFileSync(join(golden, name), "utf8"));
  expect([pinnedDownloads, noSecretInCommands].flatMap((rule) => judged(rule, text))).toEqual([]);
});
