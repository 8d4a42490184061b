import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseScript } from "../../../components/lists/base-step";
import { deliverProgram } from "../../../components/lists/deliver-program";
import { fetchProgram, getmailrc } from "../../../components/lists/fetch-program";
import { checkedLists } from "../../../components/lists/list-rules";
import { listsFunctions } from "../../../components/lists/lists-functions";
import type { MailingListsSettings } from "../../../components/lists/lists-settings";
import { listsScript } from "../../../components/lists/lists-step";
import { mailScript } from "../../../components/lists/mail-step";
import { reconcileProgram, siteProgram } from "../../../components/lists/programs";
import { serviceScript } from "../../../components/lists/service-step";
import { siteScript } from "../../../components/lists/site-step";
import { coreDropIn, fetchService, watchService, webDropIn } from "../../../components/lists/units";
import { watchProgram } from "../../../components/lists/watch-program";
import { relayProgram } from "../../../components/lists/relay-program";
import { packagedSettings, pagesSettings } from "../../../components/lists/web-config";
import { expectGolden, shellcheck } from "../golden";
import { valueOf } from "../harness";

const settings: MailingListsSettings = {
  name: "lists",
  domain: "lists.example.org",
  mailDomain: "lists.example.org",
  owner: "ada@example.org",
  mailbox: { server: "imap.example.net", port: 993, envelopeHeader: "Delivered-To", folder: "INBOX", keepDays: 14 },
  relay: { server: "smtp.example.net", port: 2525, maxRecipients: 100 },
  lists: checkedLists(
    undefined as never,
    [{ name: "talk", description: "Everybody's", moderators: ["grace@example.org"] }],
    ["ada@example.org"],
  ),
  dataDirectory: "/srv/data",
  data: "/srv/data/lists",
  headers: {},
};

test.each(
  Object.entries({
    base: baseScript,
    service: serviceScript,
    lists: listsScript,
    mail: mailScript,
    site: siteScript,
  }),
)("the script %s", async (name, script) => {
  const text = await valueOf(script(settings));
  shellcheck(text);
  expectGolden(`lists-${name}.sh`, text);
});

test("functions and programs in shell", () => {
  shellcheck(`#!/bin/sh\n${listsFunctions}`);
  shellcheck(`#!/bin/sh\n${watchProgram}`);
});

test.each(
  Object.entries({
    siteProgram,
    reconcileProgram,
    fetchProgram,
    deliverProgram,
    relayProgram,
    packagedSettings,
    pages: pagesSettings(settings),
  }),
)("%s is Python", (_, text) => {
  const check = "import ast, sys; ast.parse(sys.stdin.read())";
  expect(execFileSync("python3", ["-c", check], { input: text, encoding: "utf8" })).toBe("");
});

test.each([coreDropIn(settings), webDropIn(settings), fetchService(settings), watchService(settings)])(
  "units wait for their data and report when they fail: %#",
  (unit) => {
    expect(unit).toContain("\nRequiresMountsFor=/srv/data\n");
    expect(unit).toContain("\nOnFailure=open-infrastructure-notify@%N.service\n");
    expect(unit).toContain("\nNoNewPrivileges=yes\n");
  },
);

test("what somebody without rights goes by has no secret in it", () => {
  expect(packagedSettings).not.toMatch(/@[a-z-]+@/);
});

test("a mailbox that doesn't answer at all is tried again", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fetch-"));
  writeFileSync(join(directory, "password"), "secret");
  const silent = createServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const mailbox = { ...settings.mailbox, server: "127.0.0.1", port: (silent.address() as { port: number }).port };
  writeFileSync(join(directory, "getmailrc"), getmailrc(mailbox, directory).replace("@mailbox-user@", "lists"));
  const program = fetchProgram.replace("timeout=60", "timeout=0.2");
  const child = spawn("python3", ["-c", program, join(directory, "getmailrc"), directory], {
    env: { PATH: process.env.PATH, CREDENTIALS_DIRECTORY: directory },
  });
  const said = await new Promise<string>((done) => {
    child.stdout.once("data", (text: Buffer) => done(String(text)));
    child.stderr.once("data", (text: Buffer) => done(String(text)));
  });
  child.kill();
  silent.close();
  rmSync(directory, { recursive: true });
  expect(said).toMatch(/^127\.0\.0\.1: .*timed out, again in 2 s/);
});

test("what is fetched is noted at once, and read out of the envelope", () => {
  const settingsFile = getmailrc(settings.mailbox, "/srv/data/lists/fetched");
  expect(settingsFile).toMatch(/^to_oldmail_on_each_mail = true$/m);
  expect(settingsFile).toMatch(/^envelope_recipient = delivered-to:1$/m);
  expect(settingsFile).toMatch(/^delete_after = 14$/m);
});

/** Mailman's LMTP as far as it matters here: what it answers to a recipient, and how many messages it took. */
async function lmtp(answer: string, use: (port: number) => Promise<void>): Promise<number> {
  let taken = 0;
  const server = createServer((socket) => {
    let body = false;
    socket.write("220 lmtp\r\n");
    socket.on("data", (data) => {
      for (const line of data.toString().split("\r\n").slice(0, -1)) {
        if (body && line !== ".") continue;
        if (line === ".") taken++;
        body = line === "data" || line === "DATA";
        socket.write(body ? "354 go\r\n" : /^rcpt/i.test(line) ? `${answer}\r\n` : "250 ok\r\n");
      }
    });
    socket.on("error", () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  await use((server.address() as { port: number }).port);
  await new Promise((done) => server.close(done));
  return taken;
}

test.each([
  ["a message is handed over once, however often it is fetched", "250 ok", [0, 0], 1],
  ["a message for no list is not tried again", "550 no such list", [0, 0], 0],
  ["a message that can't be taken now is tried again", "451 later", [75, 75], 0],
])("%s", async (_, answer, statuses, taken) => {
  const state = mkdtempSync(join(tmpdir(), "fetched-"));
  const seen: (number | null)[] = [];
  const deliver = (port: number) =>
    new Promise<number | null>((done) => {
      const program = deliverProgram.replace('"127.0.0.1", 8024', `"127.0.0.1", ${port}`);
      const child = spawn("python3", ["-c", program, state, "talk@lists.example.org", "bob@example.net"]);
      child.on("close", done);
      child.stdin.end("Delivered-To: talk@lists.example.org\nSubject: hello\n\nhello\n");
    });
  const count = await lmtp(answer, async (port) => {
    seen.push(await deliver(port), await deliver(port));
  });
  rmSync(state, { recursive: true });
  expect(seen).toEqual(statuses);
  expect(count).toBe(taken);
});
