import { DnsRecords, type DnsRecordsArgs } from "../../../components/dns/dns-records";
import { MailDns } from "../../../components/dns/mail-dns";
import { type MailDnsArgs, MailProvider } from "../../../components/dns/mail-dns-args";
import { listFitness } from "../../../components/dns/mail-fitness";
import { dmarcText } from "../../../components/dns/mail-dmarc";
import { pretendEngine, settled, testHost } from "../harness";

const common = { zone: "example.org", provider: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef" } as const;
const fastmail = { ...common, preset: "fastmail" } as const;
const mx = [{ host: "mx.example.net", priority: 10 }];
const lists = { domain: "lists.example.org" };

test.each<[string, Partial<MailDnsArgs>, string | RegExp]>([
  ["a zone that isn't a name", { zone: "Example" }, "zone must be a lower-case name"],
  ["an unknown provider", { preset: "gmail" as never }, 'preset must be one of "fastmail", "migadu"'],
  ["a domain elsewhere", { domain: "example.com" }, 'domain must lie in the zone "example.org", got "example.com"'],
  [
    "custom without servers",
    { preset: "custom", senders: [{ include: "amazonses.com" }] },
    'mx is needed for "custom"',
  ],
  ["custom without senders", { preset: "custom", mx }, 'senders is needed for "custom"'],
  ["a server that isn't a name", { mx: [{ host: "mx", priority: 10 }] }, "mx[0].host must be a lower-case name"],
  [
    "a priority that is none",
    { mx: [{ host: "mx.example.net", priority: -1 }] },
    "mx[0].priority must be a whole number",
  ],
  ["mail for a domain without", { preset: "none", mx }, 'mx is for domains with mail, got the preset "none"'],
  ["a region without Zoho", { zohoRegion: "eu" }, 'zohoRegion is for "zoho", got the preset "fastmail"'],
  ["reports to nobody", { reports: "postmaster" }, "reports must be a mail address"],
  ["a policy without a server", { mtaSts: {} }, "mtaSts needs host"],
  ["an unknown mode", { mtaSts: { mode: "strict" as never }, host: testHost }, "mtaSts.mode must be one of"],
  [
    "a policy for a minute",
    { mtaSts: { maxAge: 60 }, host: testHost },
    "mtaSts.maxAge must be a whole number from 86400",
  ],
  ["a key without anything", { dkim: [{ selector: "key1" }] }, "dkim[0] needs either target or key, got neither"],
  [
    "a selector with more",
    { dkim: [{ selector: "key1._domainkey", target: "a.example.net" }] },
    "dkim[0].selector must be",
  ],
  [
    "half a key",
    { dkim: [{ selector: "key1", key: "v=DKIM1; k=rsa; p=MIIBIjANBgkqhki" }] },
    "dkim[0].key must be a whole key",
  ],
  [
    "a target that is no name",
    { dkim: [{ selector: "key1", target: "v=DKIM1; p=" }] },
    "dkim[0].target must be a name",
  ],
  [
    "two keys of a name",
    { dkim: ["a", "b"].map((host) => ({ selector: "key1", target: `${host}.example.net` })) },
    "dkim[0] is a CNAME record, beside which key1._domainkey.example.org can't have another record",
  ],
  ["silence where mail is", { nonSending: ["example.org"] }, "nonSending[0] must be a name without mail"],
  ["silence of a wildcard", { nonSending: ["*.example.org"] }, "nonSending[0] must be a lower-case name"],
  ["silence elsewhere", { nonSending: ["example.com"] }, "nonSending[0] must lie in the zone"],
  ["a time to live of a second", { ttl: 1 }, /^ttl must be a whole number from 60/],
  ["a time to live of a second of one's own servers", { mx, ttl: 1 }, /^ttl must be a whole number from 60/],
  [
    "look-ups of lists that are too many",
    { lists: { ...lists, senders: [{ include: "mailgun.org" }, { include: "spf.example.net", lookups: 5 }] } },
    /^lists\.senders must cost at most 10 look-ups together, got 11/,
  ],
  ["quotes in a proof", { verification: ['a "proof"'] }, /^verification\[0\] must be 1 to 2000 printable/],
  [
    "more senders than DigitalOcean has room for",
    {
      ...{ provider: "digitalocean", zoneId: undefined },
      senders: Array.from({ length: 40 }, (_, n) => ({ address: `2001:db8:1:${n}::/64` })),
    },
    /^senders must be 1 to 500 printable/,
  ],
  [
    "senders that include the lists, which include them",
    {
      senders: [{ include: "amazonses.com" }, { include: "lists.example.org", lookups: 1 }],
      lists: { ...lists, senders: [{ include: "example.org", lookups: 1 }] },
    },
    /^lists\.senders\[0\]\.include must not be "example\.org", which includes lists\.example\.org by senders\[1\]/,
  ],
  [
    "a relay of the lists that includes them",
    {
      senders: [{ include: "lists.example.org", lookups: 1 }],
      lists: { ...lists, relay: { include: "example.org", lookups: 1 } },
    },
    /^lists\.relay\.include must not be "example\.org"/,
  ],
  [
    "a policy below a domain that nobody signs",
    { preset: "google", dmarc: { subdomains: "reject" } },
    'dmarc.subdomains must be "none" until mail is signed, got "reject": put keys into dkim, which google shows at',
  ],
  [
    "lists on the organisation's domain",
    { lists: { domain: "example.org" } },
    "lists.domain must be a domain of its own",
  ],
  [
    "lists where the header isn't known",
    { preset: "mailbox.org", lists },
    'lists.envelopeHeader is needed for "mailbox.org", whose header isn\'t known: send a mail to an address of lists.example.org',
  ],
  [
    "a header that is none",
    { lists: { ...lists, envelopeHeader: "Delivered To:" } },
    "lists.envelopeHeader must be the name",
  ],
  ["To as the envelope", { lists: { ...lists, envelopeHeader: "To" } }, "lists.envelopeHeader must be the name"],
  [
    "a policy for lists that nobody signs",
    { lists: { ...lists, preset: "google", dmarc: { policy: "reject" } } },
    'lists.dmarc.policy must be "none" until mail is signed, got "reject": put keys into lists.dkim, which google shows at',
  ],
])("refuses %s", (_, args, message) => {
  pretendEngine();
  expect(() => new MailDns("mail", { ...fastmail, ...args })).toThrow(message);
});

test.each<[MailProvider, string]>([
  [
    "proton",
    'got "proton": its mailboxes can\'t be read over IMAP with a password; it sends as single addresses only, and bounces come back to one that differs with each mail. ' +
      'What to do: host lists.example.org elsewhere with lists.preset "fastmail", "migadu", "mailbox.org", "google", "custom"',
  ],
  ["microsoft-365", "it has no mailbox that gets everything sent to a domain; its mailboxes can't be read"],
  ["zoho", "its terms rule out mail to many. What to do: have another service send with lists.relay, or host"],
  ["none", "it has no mailbox"],
])("refuses lists at %s, and says what to do", (preset, message) => {
  pretendEngine();
  expect(() => new MailDns("mail", { ...common, preset, lists })).toThrow(message);
});

test("a relay makes up for a provider that can't send for lists", () => {
  pretendEngine();
  const relay = { include: "amazonses.com" };
  new MailDns("mail", { ...common, preset: "zoho", lists: { ...lists, relay, envelopeHeader: "Delivered-To" } });
});

test("every provider is judged", () => {
  expect(Object.keys(listFitness).sort()).toEqual(Object.values(MailProvider).sort());
});

const context = { input: "dmarc", reports: "a@example.org", signed: true, howToSign: "sign" };
test.each([
  [{}, "v=DMARC1; p=none; np=reject; rua=mailto:a@example.org"],
  [{ policy: "quarantine", testing: true }, "v=DMARC1; p=quarantine; np=reject; t=y; pct=0; rua=mailto:a@example.org"],
  [{ policy: "quarantine", percent: 25 }, "v=DMARC1; p=quarantine; np=reject; pct=25; rua=mailto:a@example.org"],
  [{ policy: "reject", subdomains: "none" }, "v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:a@example.org"],
  [
    { subdomains: "reject", testing: true },
    "v=DMARC1; p=none; sp=reject; np=reject; t=y; pct=0; rua=mailto:a@example.org",
  ],
] as const)("the ramp of DMARC: %j", (args, text) => {
  expect(dmarcText(undefined as never, args, context)).toBe(text);
});

test.each([
  [{ testing: true }, true, "dmarc.testing is for the policies"],
  [{ percent: 5 }, true, "dmarc.percent is for the policies"],
  [{ policy: "reject", percent: 100 }, true, "dmarc.percent must be a whole number from 1 to 99"],
  [{ policy: "reject", percent: 5, testing: true }, true, "dmarc.percent must be left out while testing"],
  [{ policy: "reject" }, false, 'dmarc.policy must be "none" until mail is signed'],
  [{ subdomains: "quarantine" }, false, 'dmarc.subdomains must be "none" until mail is signed, got "quarantine"'],
  [{ policy: "none", subdomains: "reject" }, false, 'dmarc.subdomains must be "none" until mail is signed'],
  [{ policy: "reject", subdomains: "none" }, false, 'dmarc.policy must be "none" until mail is signed'],
  [{ policy: "refuse" as never }, true, "dmarc.policy must be one of"],
  [{ subdomains: "all" as never }, true, "dmarc.subdomains must be one of"],
] as const)("no DMARC: %j", (args, signed, message) => {
  expect(() => dmarcText(undefined as never, args, { ...context, signed })).toThrow(message);
});

test.each<[string, DnsRecordsArgs["records"], string]>([
  [
    "SPF",
    [{ name: "@", type: "TXT", value: "v=spf1 mx -all" }],
    "senders is a second SPF record of example.org, beside records[0] of dns, and receivers make nothing of two",
  ],
  ["DMARC", [{ name: "_dmarc", type: "TXT", value: "v=DMARC1; p=none" }], "dmarc is a second DMARC record"],
  ["MX", [{ name: "@", type: "MX", value: "in1-smtp.messagingengine.com", priority: 5 }], "preset repeats a record"],
  ["no mail", [{ name: "@", type: "MX", value: ".", priority: 0 }], "preset can't stand beside records[0] of dns"],
  [
    "an alias",
    [{ name: "_dmarc", type: "CNAME", value: "dmarc.example.net" }],
    "dmarc can't stand beside a CNAME record of _dmarc.example.org, which records[0] of dns is",
  ],
  ["a key", [{ name: "fm1._domainkey", type: "TXT", value: "v=DKIM1; p=" }], "preset is a CNAME record, beside which"],
  [
    "another time to live",
    [{ name: "@", type: "TXT", value: "some-verification=1", ttl: 600 }],
    "ttl must be the same for all TXT records of example.org, got 300 and 600, as does records[0] of dns",
  ],
])("refuses to write %s that another component writes", (_, records, message) => {
  pretendEngine();
  new DnsRecords("dns", { ...common, records });
  expect(() => new MailDns("mail", fastmail)).toThrow(message);
});

test.each<[string, DnsRecordsArgs["records"], string]>([
  [
    "senders",
    [{ name: "@", type: "TXT", value: "v=spf1 mx -all" }],
    "records[0] is a second SPF record of example.org, beside senders of mail, and receivers make nothing of two",
  ],
  [
    "mtaSts",
    [{ name: "_mta-sts", type: "TXT", value: "v=STSv1; id=1;" }],
    "records[0] is a second MTA-STS record of _mta-sts.example.org, beside mtaSts of mail",
  ],
])("%s of another component is named as it was written there", (_, records, message) => {
  pretendEngine();
  new MailDns("mail", { ...fastmail, mtaSts: {}, host: testHost });
  expect(() => new DnsRecords("dns", { ...common, records })).toThrow(message);
});

test.each(["2600.example.org", `${"long-".repeat(11)}name.example.org`, `a.${"b".repeat(63)}.example.org`])(
  "mail at %s is as good as any",
  async (domain) => {
    const seen = pretendEngine();
    new MailDns("mail", { ...fastmail, lists: { domain }, nonSending: [`0.${domain}`] });
    await settled();
    expect(seen.filter(({ inputs }) => inputs.name === domain)).toHaveLength(3);
  },
);

test("two lists of records don't write the same either", () => {
  pretendEngine();
  const www = { name: "www", type: "A", value: "203.0.113.10" } as const;
  new DnsRecords("dns", { ...common, records: [www] });
  expect(() => new DnsRecords("more", { ...common, records: [www] })).toThrow(
    "records[0] repeats a record: www.example.org A 203.0.113.10, as does records[0] of dns",
  );
});

afterEach(settled);
