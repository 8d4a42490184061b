import * as pulumi from "@pulumi/pulumi";
import type { MailSenderArgs } from "../../../components/dns/mail-dns-args";
import { knownIncludes, mostLookups, spfRecord } from "../../../components/dns/mail-spf";

const nobody = undefined as unknown as pulumi.Resource;
const record = (senders: MailSenderArgs[], strict = false) =>
  spfRecord(nobody, {
    input: "senders",
    domain: "example.org",
    senders: senders.map((sender, index) => ({ input: `senders[${index}]`, sender })),
    strict,
  });

test.each<[string, MailSenderArgs[], string, number]>([
  ["nobody", [], "v=spf1 -all", 0],
  ["one", [{ include: "_spf.google.com" }], "v=spf1 include:_spf.google.com ~all", 1],
  [
    "includes before addresses",
    [{ address: "198.51.100.7" }, { include: "sendgrid.net" }],
    "v=spf1 include:sendgrid.net ip4:198.51.100.7 ~all",
    2,
  ],
  ["IPv6", [{ address: "2001:db8::/48" }], "v=spf1 ip6:2001:db8::/48 ~all", 0],
  [
    "the same twice once",
    [
      { include: "sendgrid.net" },
      { include: "sendgrid.net" },
      { address: "198.51.100.7" },
      { address: "198.51.100.7" },
    ],
    "v=spf1 include:sendgrid.net ip4:198.51.100.7 ~all",
    2,
  ],
  ["what the user says", [{ include: "spf.example.net", lookups: 4 }], "v=spf1 include:spf.example.net ~all", 4],
  ["what the user knows better", [{ include: "mailgun.org", lookups: 2 }], "v=spf1 include:mailgun.org ~all", 2],
  [
    "ten",
    [{ include: "mailgun.org" }, { include: "spf.example.net", lookups: 5 }],
    "v=spf1 include:mailgun.org include:spf.example.net ~all",
    10,
  ],
])("counts and merges %s", (_, senders, text, lookups) => {
  expect(record(senders)).toEqual({ text, lookups });
});

test("strict ends with a refusal", () => {
  expect(record([{ include: "amazonses.com" }], true).text).toBe("v=spf1 include:amazonses.com -all");
});

test("an include that isn't known is counted as one, with a warning", () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  expect(record([{ include: "spf.example.net" }]).lookups).toBe(1);
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    'senders[0].include: it isn\'t known how many look-ups "spf.example.net" costs, so it counts as 1; say it with senders[0].lookups',
  ]);
  warn.mockRestore();
});

test.each<[string, MailSenderArgs[], string]>([
  [
    "eleven look-ups",
    [{ include: "mailgun.org" }, { include: "sendgrid.net" }, { include: "spf.example.net", lookups: 4 }],
    "senders must cost at most 10 look-ups together, got 11: mailgun.org 5, sendgrid.net 2, spf.example.net 4",
  ],
  ["neither", [{}], "senders[0] needs either include or address, got neither"],
  ["both", [{ include: "sendgrid.net", address: "198.51.100.7" }], "got both"],
  ["a whole term", [{ include: "include:sendgrid.net" }], 'senders[0].include must be a name such as "sendgrid.net"'],
  ["no address", [{ address: "sendgrid.net" }], "senders[0].address must be an address or network"],
  ["no look-ups", [{ include: "sendgrid.net", lookups: 0 }], "senders[0].lookups must be a whole number from 1 to 10"],
  ["look-ups of an address", [{ address: "198.51.100.7", lookups: 1 }], "senders[0].lookups is for an include"],
])("refuses %s", (_, senders, message) => {
  expect(() => record(senders)).toThrow(message);
});

test("no provider uses up the look-ups alone", () => {
  for (const cost of Object.values(knownIncludes)) expect(cost).toBeLessThan(mostLookups);
});
