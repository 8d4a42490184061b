import { certificateProgram } from "../../../components/web/certificate-tool";
import { dnsFunctions } from "../../../components/web/certificate-dns";
import { curvesDirective, tlsDirectives } from "../../../components/web/tls-policy";
import { WebServer, type WebServerAcmeArgs } from "../../../components/web/web-server";
import { nginxConfig, nginxSandbox, renewalHook, renewalUnit } from "../../../components/web/web-server-config";
import { certificatesScript, nginxScript } from "../../../components/web/web-server-steps";
import { expectGolden, shellcheck } from "../golden";
import { commands, pretendEngine, settled, testHost, valueOf } from "../harness";

const email = "ada@example.org";

afterEach(settled);

test("a web server is two steps on the machine", async () => {
  const seen = pretendEngine();
  new WebServer("web", { host: testHost, acme: { email } });
  await settled();
  expect(seen.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "web open-infrastructure:index:WebServer",
    "web-nginx command:remote:Command",
    "web-certificates command:remote:Command",
  ]);
});

test.each([
  ["web-nginx.sh", nginxScript()],
  ["web-certificates.sh", certificatesScript({ directory: "https://ca.example.net/acme", email, staging: false })],
])("the script %s", async (name, output) => {
  const script = await valueOf(output);
  shellcheck(script);
  expectGolden(name, script);
});

test("a name that a shell would execute is refused", () => {
  pretendEngine();
  expect(() => new WebServer("web$(reboot)", { host: testHost, acme: { email } })).toThrow("name must be");
});

test("its scripts are known at the first preview", async () => {
  const seen = pretendEngine({ preview: true });
  new WebServer("web", { host: testHost, acme: { email } });
  await settled();
  expect(Object.values(commands(seen))).toEqual([expect.any(String), expect.any(String)]);
});

test("services wait for its last step, and the account can be named in DNS", async () => {
  pretendEngine();
  const web = new WebServer("web", { host: testHost, acme: { email } });
  expect(await valueOf(web.connection)).toEqual(testHost);
  expect(await valueOf(web.accountUri)).toBe("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIpermanent");
  expect(await valueOf(web.backup)).toEqual({ paths: ["/etc/letsencrypt"] });
});

test.each<[WebServerAcmeArgs, string]>([
  [{ email }, "DIRECTORY='https://acme-v02.api.letsencrypt.org/directory'\nEMAIL='ada@example.org'\nSTAGING=no"],
  [
    { email, staging: true },
    "DIRECTORY='https://acme-staging-v02.api.letsencrypt.org/directory'\nEMAIL='ada@example.org'\nSTAGING=yes",
  ],
  [
    { email, directory: "https://ca.example.net/acme" },
    "DIRECTORY='https://ca.example.net/acme'\nEMAIL='ada@example.org'\nSTAGING=no",
  ],
])("asks the authority of %j", async (acme, settings) => {
  const seen = pretendEngine();
  new WebServer("web", { host: testHost, acme });
  await settled();
  expect(commands(seen)["web-certificates"]).toContain(`\n${settings}\n`);
});

test.each<[WebServerAcmeArgs, string]>([
  [{ email: "ada" }, 'acme.email must be a mail address such as "ada@example.org", got "ada"'],
  [{ email: "ada@example.org'\nreboot" }, "acme.email must be a mail address"],
  [{ email, directory: "http://ca.example.net/acme" }, "acme.directory must be an HTTPS address"],
  [{ email, directory: "https://ca.example.net/'$(reboot)" }, "acme.directory must be an HTTPS address"],
  [{ email, directory: "https://ca.example.net/acme", staging: true }, "acme.staging is for Let's Encrypt"],
])("refuses %j", (acme, message) => {
  pretendEngine();
  expect(() => new WebServer("web", { host: testHost, acme })).toThrow(message);
});

test("TLS is what Mozilla's guideline 6.0 calls intermediate", () => {
  expect([...tlsDirectives(), curvesDirective({ later: true })].join("\n")).toMatchInlineSnapshot(`
   "# Mozilla's TLS guideline 6.0 of 2026-04-06, "intermediate"; its curves are in conf.d.
   ssl_protocols TLSv1.2 TLSv1.3;
   ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
   ssl_prefer_server_ciphers off;
   ssl_session_timeout 1d;
   ssl_session_cache shared:tls:10m;
   ssl_session_tickets off;
   ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;"
  `);
  expect(curvesDirective({ later: false })).toBe("ssl_ecdh_curve X25519:prime256v1:secp384r1;");
});

test("programs on the machine are plain POSIX sh", () => {
  shellcheck(certificateProgram);
  shellcheck(`#!/bin/sh\n${dnsFunctions}`);
  shellcheck(renewalHook);
});

test("every unit tells when it fails", () => {
  for (const unit of [nginxSandbox, renewalUnit])
    expect(unit).toContain("\nOnFailure=open-infrastructure-notify@%N.service\n");
});

test("nginx tells nothing about itself and little about visitors", () => {
  expect(nginxConfig).toContain("server_tokens off;");
  const format = /log_format brief '(.*)'/.exec(nginxConfig)?.[1];
  expect(format).not.toMatch(/remote_addr|http_user_agent|http_referer|request_uri|remote_user/);
});

test("nobody else can hold the lock of the certificates", () => {
  expect(certificateProgram).not.toContain("8>/run/lock");
  expect(certificateProgram).toMatch(/umask 077\n *exec 8>/);
});
