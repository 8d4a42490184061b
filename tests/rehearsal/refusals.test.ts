import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { exampleSettings, settingsWith } from "../example";

const repository = resolve(__dirname, "../..");
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz";
const machine = { address: "192.0.2.7", hostKey: key };
const lists = exampleSettings({ whole: true })["open-infrastructure:lists"];

// Secrets are known to an engine only.
test.each([
  ["a region", { host: { region: "a b" } }, 'region must be a slug such as "fra1", got "a b"'],
  ["no password for the mail server", { notifyPassword: undefined }, "open-infrastructure:notifyPassword"],
  [
    "no passwords for the lists' mail servers",
    { lists, listsMailboxPassword: undefined, listsRelayPassword: undefined },
    "open-infrastructure:listsRelayPassword: the mail server of lists asks for it; set it with: pulumi config set --secret",
  ],
  ["a password of two lines", { notifyPassword: "a\nb" }, "notify.mail.password must be one line of text\n"],
  [
    "an empty private key",
    { host: undefined, existingHost: machine, existingHostPrivateKey: "" },
    "privateKey must be",
  ],
  [
    "a public key for a private one",
    { host: undefined, existingHost: machine, existingHostPrivateKey: key },
    'privateKey must be a private key in OpenSSH or PEM format, from its first line "-----BEGIN … PRIVATE KEY-----" to its last\n',
  ],
  ["a webhook without TLS", { notifyWebhook: "http://hooks.example.net/" }, "notify.webhook must be an HTTPS address"],
])("the command line's preview ends with the error of %s", (_what, settings, message) => {
  const directory = mkdtempSync(join(tmpdir(), "settings-"));
  writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name: "bad", runtime: "nodejs", main: repository }));
  writeFileSync(join(directory, "Pulumi.prod.yaml"), stringify({ config: settingsWith(settings) }));
  const run = spawnSync(
    process.execPath,
    ["--import", "tsx", "rehearsal/cli/main.ts", "preview", "--project", directory],
    {
      cwd: repository,
      encoding: "utf8",
      env: { ...process.env, REHEARSAL_WORLD: join(directory, "world"), NODE_OPTIONS: "" },
    },
  );
  rmSync(directory, { recursive: true });
  expect(run.stderr).toContain(message);
  expect(run.status).not.toBe(0);
});
