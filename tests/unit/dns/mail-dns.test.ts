import { createHash } from "node:crypto";
import { DnsRecords } from "../../../components/dns/dns-records";
import { MailDns } from "../../../components/dns/mail-dns";
import { type MailDnsArgs, MailProvider } from "../../../components/dns/mail-dns-args";
import { expectGolden } from "../golden";
import { commands, pretendEngine, settled, testHost, valueOf } from "../harness";

const zoneId = "0123456789abcdef0123456789abcdef";
const fastmail = { zone: "example.org", provider: "cloudflare", zoneId, preset: "fastmail" } as const;
const rsaKey =
  "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4aslbfO87x49Qy3uq70spE8y21YN22+PRgMjGZ6y2Tnqv/cbqeYYPqemesuTsyZNLhBNM8hzJ/RR4EDe4rpEMMWc7zyxQKO+SEkSfJyREANzDBCwLzIjQt9Vr7hQ+xpfz4m6c6bj8e7sWaH7AhacTw2nz7eqlo4K96BCc0tMmEXSYQZXdSLgT8In/Qu9qJNJw7sAuZEqIN7dNPoyRRdxEmnLaN2o8rI/IsQrfGcRCpKnpNcvPSXpe3o0/CSV3a+uSDNV8hrEWqNunGtPNMgiq2uA+uBM4z9EL6UTgN91D6V2vRnIHlzdG1uAkiy19TB8nAfo9GZ1pOnELXpM6EnKFwIDAQAB";

async function lines(args: Partial<MailDnsArgs>): Promise<string[]> {
  pretendEngine();
  const mail = new MailDns("mail", { ...fastmail, ...args });
  await settled();
  return valueOf(mail.records);
}

const custom: Partial<MailDnsArgs> = {
  preset: "custom",
  mx: [{ host: "mx.example.net", priority: 10 }],
  senders: [{ include: "spf.example.net", lookups: 3 }],
  dkim: [{ selector: "key1", key: rsaKey }],
};

test.each([...Object.values(MailProvider)])("the zone with mail at %s", async (preset) => {
  expectGolden(`mail-${preset}.zone`, `${(await lines(preset === "custom" ? custom : { preset })).join("\n")}\n`);
});

test("everything at once is one zone without clashes", async () => {
  const all = await lines({
    preset: "google",
    dkim: [{ selector: "google", key: rsaKey }],
    verification: ["google-site-verification=abc"],
    senders: [{ include: "sendgrid.net" }, { address: "198.51.100.0/24" }, { address: "2001:db8::7" }],
    dmarc: { policy: "reject", subdomains: "quarantine", strictAlignment: true },
    reports: "postmaster@example.org",
    mtaSts: { mode: "enforce", maxAge: 1_209_600 },
    host: testHost,
    lists: { domain: "lists.example.org", preset: "migadu", relay: { include: "amazonses.com" }, dmarc: {} },
    nonSending: ["www.example.org"],
    ttl: 3600,
  });
  expectGolden("mail-everything.zone", `${all.join("\n")}\n`);
});

test("a long key is cut into strings, however it was copied", async () => {
  const cut = `"${rsaKey.slice(0, 255)}" "${rsaKey.slice(255)}"`;
  const [line] = (await lines({ dkim: [{ selector: "own", key: cut }] })).filter((text) => text.startsWith("own."));
  expect(line).toBe(`own._domainkey.example.org. 300 IN TXT ${cut}`);
});

test("a key of one's own takes the place of the provider's", async () => {
  const keys = (await lines({ dkim: [{ selector: "fm1", target: "fm1.example.net" }] })).filter((line) =>
    line.includes("fm1."),
  );
  expect(keys).toEqual(["fm1._domainkey.example.org. 300 IN CNAME fm1.example.net."]);
});

test("DigitalOcean gets the same records, but no null MX", async () => {
  const digitalOcean = { provider: "digitalocean", zoneId: undefined } as const;
  const silent = await lines({ ...digitalOcean, nonSending: ["www.example.org"] });
  expect(silent.filter((line) => line.includes("www."))).toEqual([
    'www.example.org. 300 IN TXT "v=spf1 -all"',
    '_dmarc.www.example.org. 300 IN TXT "v=DMARC1; p=reject"',
  ]);
});

test("the children are the policy and the records, named after what they are for", async () => {
  const seen = pretendEngine();
  new MailDns("mail", {
    ...fastmail,
    mtaSts: {},
    host: testHost,
    reports: "postmaster@example.org",
    autoconfig: false,
    lists: { domain: "lists.example.org" },
  });
  await settled();
  expect(seen.map(({ name }) => name).sort()).toEqual(
    [
      "mail",
      "mail-mta-sts",
      "mail-mta-sts-id",
      "mail-policy",
      "mail-records",
      ...["mx-1", "mx-2", "spf", "dmarc-txt", "smtp-tls-txt"],
      ...["fm1", "fm2", "fm3"].map((key) => `${key}-domainkey-cname`),
      ...["lists-mx-1", "lists-mx-2", "lists-spf", "dmarc-lists-txt"],
      ...["fm1", "fm2", "fm3"].map((key) => `${key}-domainkey-lists-cname`),
    ]
      .map((name, index) => (index < 5 ? name : `mail-records-${name}`))
      .sort(),
  );
});

test("the policy names the servers, and its id changes with it", async () => {
  const seen = pretendEngine();
  const mail = new MailDns("mail", { ...fastmail, mtaSts: { mode: "enforce" }, host: testHost });
  await settled();
  const policy =
    "version: STSv1\nmode: enforce\nmx: in1-smtp.messagingengine.com\nmx: in2-smtp.messagingengine.com\nmax_age: 604800\n";
  const id = createHash("sha256").update(policy).digest("hex").slice(0, 32);
  expect(await valueOf(mail.mtaStsId)).toBe(id);
  expect(await valueOf(mail.names)).toEqual(["mta-sts.example.org"]);
  expect(await valueOf(mail.records)).toContain(`_mta-sts.example.org. 300 IN TXT "v=STSv1; id=${id};"`);
  expect(commands(seen)["mail-policy"]).toContain(policy);
  expectGolden("mail-policy.sh", commands(seen)["mail-policy"]!);

  pretendEngine();
  const other = new MailDns("mail", { ...fastmail, mtaSts: { mode: "testing" }, host: testHost });
  expect(await valueOf(other.mtaStsId)).not.toBe(id);
});

test("at the first preview all but the announcement of the policy is known", async () => {
  const seen = pretendEngine({ preview: true });
  new MailDns("mail", { ...fastmail, mtaSts: {}, host: testHost });
  await settled();
  const record = (name: string) => seen.find((resource) => resource.name === name)?.inputs;
  expect(record("mail-records-spf")).toMatchObject({ content: '"v=spf1 include:spf.messagingengine.com ~all"' });
  expect(record("mail-mta-sts-id")).toMatchObject({ name: "_mta-sts.example.org", type: "TXT" });
  expect(JSON.stringify(record("mail-mta-sts-id"))).not.toContain("STSv1");
});

test.each<[string, Partial<MailDnsArgs>, string]>([
  ["the provider's header", {}, "X-Delivered-To"],
  ["that of the lists' provider", { lists: { domain: "lists.example.org", preset: "migadu" } }, "X-Envelope-To"],
  [
    "the one that is said",
    { lists: { domain: "lists.example.org", preset: "mailbox.org", envelopeHeader: "X-Original-To" } },
    "X-Original-To",
  ],
  ["none where it isn't known", { preset: "mailbox.org" }, ""],
])("the envelope's header is %s", async (_, args, header) => {
  pretendEngine();
  const mail = new MailDns("mail", { ...fastmail, ...args });
  expect(await valueOf(mail.envelopeHeader)).toBe(header);
  expect(await valueOf(mail.names)).toEqual([]);
  expect(await valueOf(mail.mtaStsId)).toBe("");
});

test("what other components write leaves room for mail", async () => {
  pretendEngine();
  new DnsRecords("dns", {
    zone: "example.org",
    provider: "cloudflare",
    zoneId,
    machines: [{ names: ["@", "www", "mta-sts"], ipv4: "203.0.113.10" }],
    records: [{ name: "@", type: "TXT", value: "some-verification=1" }],
    caa: {},
  });
  const mail = new MailDns("mail", { ...fastmail, nonSending: ["www.example.org"] });
  await settled();
  expect(await valueOf(mail.spfLookups)).toBe(1);
});

afterEach(settled);
