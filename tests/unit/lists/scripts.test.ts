import { execFileSync } from "node:child_process";
import { baseScript } from "../../../components/lists/base-step";
import { deliverProgram, fetchProgram, getmailrc, watchProgram } from "../../../components/lists/fetch-program";
import { checkedLists } from "../../../components/lists/list-rules";
import { listsFunctions } from "../../../components/lists/lists-functions";
import type { MailingListsSettings } from "../../../components/lists/lists-settings";
import { listsScript } from "../../../components/lists/lists-step";
import { mailScript } from "../../../components/lists/mail-step";
import { reconcileProgram, siteProgram } from "../../../components/lists/programs";
import { serviceScript } from "../../../components/lists/service-step";
import { siteScript } from "../../../components/lists/site-step";
import { coreDropIn, fetchService, watchService, webDropIn } from "../../../components/lists/units";
import { mailmanWeb } from "../../../components/lists/web-config";
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

test.each(Object.entries({ siteProgram, reconcileProgram, fetchProgram, deliverProgram, pages: mailmanWeb(settings) }))(
  "%s is Python",
  (_, text) => {
    const check = "import ast, sys; ast.parse(sys.stdin.read())";
    expect(execFileSync("python3", ["-c", check], { input: text, encoding: "utf8" })).toBe("");
  },
);

test.each([coreDropIn(settings), webDropIn(settings), fetchService(settings), watchService(settings)])(
  "units wait for their data and report when they fail: %#",
  (unit) => {
    expect(unit).toContain("\nRequiresMountsFor=/srv/data\n");
    expect(unit).toContain("\nOnFailure=open-infrastructure-notify@%N.service\n");
    expect(unit).toContain("\nNoNewPrivileges=yes\n");
  },
);

test("what is fetched is noted at once, and read out of the envelope", () => {
  const settingsFile = getmailrc(settings.mailbox, "/srv/data/lists/fetched");
  expect(settingsFile).toMatch(/^to_oldmail_on_each_mail = true$/m);
  expect(settingsFile).toMatch(/^envelope_recipient = delivered-to:1$/m);
  expect(settingsFile).toMatch(/^delete_after = 14$/m);
});
