import { maskText, maskValue } from "../../../tools/preview-report/mask";
import { report } from "../../../tools/preview-report/report";
import { readPreview } from "../../../tools/preview-report/preview";
import { madePreview, madeStep, sampleText } from "./samples";

const planted = "Tr0ub4dor-and-3xtra";

test.each([
  `password=${planted}`,
  `PASSWORD = ${planted}`,
  `  "adminPassword": "${planted}",`,
  `{"a":1,"client_secret":"${planted}","b":2}`,
  `'dbpassword' => '${planted}',`,
  `api-key: ${planted}`,
  `auth_token: ${planted} # comment`,
  `export GITEA_TOKEN=${planted}`,
  `passphrase: correct horse ${planted}`,
  `secret: |\n  ${planted}\n  ${planted}\nnext: 1`,
  `password: >-\n    ${planted}\n`,
  `tool --password ${planted} --verbose`,
  `tool --api-token=${planted}`,
  `curl -u admin:${planted} https://example.org`,
  `curl -H 'Authorization: Bearer ${planted}'`,
  `postgres://user:${planted}@db/name`,
  `https://x-access-token:${planted}@example.org/a.git`,
  `requirepassword ${planted}`,
  `# old password: ${planted}`,
  `?token=${planted}&x=1`,
  `https://example.org/feed?key=${planted}&x=1`,
  `Bearer ${planted}`,
  `smtp_pass = ${planted}`,
  `<adminPassword>${planted}</adminPassword>`,
  `define('DB_PASSWORD', '${planted}');`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${planted}\n-----END OPENSSH PRIVATE KEY-----`,
  `-----BEGIN RSA PRIVATE KEY-----\n${planted}\ncut off`,
])("masks what looks secret: %j", (text) => {
  const masked = maskText(text);
  expect(masked).not.toContain(planted);
  expect(masked).toContain("[secret]");
});

test.each([
  `ghp_${"a1".repeat(18)}`,
  `github_pat_${"a1".repeat(20)}`,
  `glpat-${"a1".repeat(10)}`,
  `dop_v1_${"0a".repeat(32)}`,
  `AKIA${"A1".repeat(8)}`,
  `npm_${"a1".repeat(18)}`,
  `eyJhbGciOiJI.eyJzdWIiOiIx.abc-def`,
  `v1:m3xQ9bHk1T0aAbCd:8Jq2oPz7c1EfGhIjKlMn==`,
  `AGE-SECRET-KEY-1${"QP".repeat(20)}`,
])("knows secrets by their shape: %s", (token) => expect(maskText(`x ${token} y`)).toBe("x [secret] y"));

test.each([
  "PasswordAuthentication no",
  "PermitRootLogin prohibit-password",
  "ssl_certificate_key /etc/letsencrypt/live/www.example.org/privkey.pem;",
  "server_tokens off;",
  "password = $(cat /etc/open-infrastructure/password)",
  'token="$1"',
  "LoadCredential=password:/etc/open-infrastructure/password",
  "password = sys.stdin.read().strip()",
  "PASSWD = `@mail-password@`",
  "create --random-password --random-password-length 40",
  "# Off unless a site says that its pages hold no secrets: the size of a page tells",
  "%admins ALL=(ALL:ALL) NOPASSWD: ALL",
  "auth required pam_unix.so",
  "proxy_pass http://127.0.0.1:3000;",
  "a password, a key and other secrets, as before",
  "Authorization is by bearer token",
  "?page=1&limit=50",
  "secret: [secret]",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGF9/2L2xlzl0aV8Kt+q3FbhThTq8qToklM2TzEhx+zt",
  "sha256 d78772fff188efb32beb2466cb24163c8564bdb37a525bdd80179021cf4ef581",
])("leaves what a reviewer has to read: %s", (text) => expect(maskText(text)).toBe(text));

test("secrets that the caller knows are masked in every spelling, short ones are no secrets", () => {
  const secret = 'p&ss "word"';
  const text = [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret), JSON.stringify(secret)];
  expect(maskText(text.join("\n"), [secret, "on"])).toBe('[secret]\n[secret]\n[secret]\n"[secret]"');
});

test.each(["", "u:", "us:", "use:"])(
  "secrets that the caller knows are found inside of base64, behind %j",
  (before) => {
    for (const encoding of ["base64", "base64url"] as const) {
      const masked = maskText(Buffer.from(`${before}${planted}?>~:rest`).toString(encoding), [planted]);
      expect(masked).toContain("[secret]");
      expect(Buffer.from(masked.replaceAll("[secret]", ""), encoding).toString()).not.toMatch(/Tr0u|3xtra/);
    }
  },
);

test("values go by their names and by Pulumi's envelopes", () => {
  const envelope = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(
    maskValue({
      apiToken: planted,
      privateKeyPem: "x",
      stdin: "x",
      connection: { host: "h" },
      a: [envelope],
      password: unknown,
      name: "n",
    }),
  ).toEqual({
    ...{ apiToken: "[secret]", privateKeyPem: "[secret]", stdin: "[secret]", connection: "[secret]", a: ["[secret]"] },
    ...{ password: unknown, name: "n" },
  });
});

test("no planted secret reaches a report, wherever it stands", () => {
  const blob = Buffer.from(`password=${planted}`).toString("base64");
  const file = `put /etc/x 0600 root:root <<'END'\npassword=${planted}\nEND\nbase64 -d >/etc/y <<'END'\n${blob}\nEND\n`;
  const now = {
    create: `${file}x`,
    delete: `token=${planted}`,
    stdin: planted,
    environment: { A: planted },
    password: planted,
  };
  const rules = { rules: [{ secret: planted, note: `password: ${planted}` }] };
  const preview = {
    ...madePreview(
      madeStep("update", "command:remote:Command", "a", {
        old: { create: file },
        now,
        diffReasons: ["create", "stdin"],
      }),
      madeStep("create", "command:remote:Command", "b", { now }),
      madeStep("delete", "command:remote:Command", "c", { old: now }),
      madeStep("update", "digitalocean:index/firewall:Firewall", "d", { old: {}, now: rules, diffReasons: ["rules"] }),
      madeStep("update", "cloudflare:index/dnsRecord:DnsRecord", "e", {
        old: { name: "a.org", type: "TXT", content: "x" },
        now: { name: "a.org", type: "TXT", content: `token=${planted}` },
      }),
    ),
    diagnostics: [{ severity: "warning", message: `password: ${planted}` }],
  };
  const policies = {
    violations: [{ pack: "p", policy: "q", level: "advisory", message: `token=${planted}` }],
    passed: [],
  };
  const { full, short } = report(preview, { policies, limit: 900 });
  expect(full + short).not.toContain(planted);
  expect(full + short).not.toContain(planted.slice(4));
  expect(full + short).not.toContain(blob);
});

test("a secret of the environment is masked though nothing gives it away", () => {
  const text = sampleText("mixed").replaceAll("version 2", planted);
  expect(report(readPreview(text)).full).toContain(planted);
  expect(report(readPreview(text), { secrets: [planted] }).full).not.toContain(planted);
});

test("a changed secret is said to change", () => {
  const create = (password: string) => `put /etc/x 0600 root:root <<'END'\npassword=${password}\nEND\n`;
  const step = madeStep("update", "command:remote:Command", "a", {
    old: { create: create("one-of-them") },
    now: { create: create("another-one") },
    diffReasons: ["create"],
  });
  expect(report(madePreview(step)).full).toContain("- `a` runs again: a secret in its text changes");
});
