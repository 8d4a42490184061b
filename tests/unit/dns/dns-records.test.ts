import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DnsRecords, type DnsRecordsArgs } from "../../../components/dns/dns-records";
import { judgeRecord } from "../../../components/dns/dns-record-rules";
import { pretendEngine, type Registered, settled, valueOf } from "../harness";

const zone = "example.org";
const cloudflare = { zone, provider: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef" } as const;
const digitalOcean = { zone, provider: "digitalocean" } as const;

const everyKind: Pick<DnsRecordsArgs, "records" | "machines" | "caa"> = {
  machines: [{ names: ["@", "www.Example.org"], ipv4: "203.0.113.10", ipv6: "2001:DB8:0:0::10" }],
  records: [
    { name: "docs", type: "CNAME", value: "WWW.Example.org." },
    { name: "up", type: "CNAME", value: "example.org" },
    { name: "@", type: "MX", value: "mail.example.net.", priority: 10, purpose: "mail-first" },
    { name: "@", type: "MX", value: "backup.example.net", priority: 20, purpose: "mail-second", ttl: 300 },
    { name: "@", type: "TXT", value: "v=spf1 include:example.net -all" },
    { name: "key1._domainkey", type: "TXT", value: `v=DKIM1; p=${"A".repeat(300)}`, ttl: 3600 },
    { name: "_imaps._tcp", type: "SRV", value: "mail.example.net", priority: 0, port: 993 },
  ],
  caa: { accountUri: "https://acme-v02.api.letsencrypt.org/acme/acct/1", reportTo: "ada@example.org" },
};

async function served(args: DnsRecordsArgs): Promise<Record<string, Registered["inputs"]>> {
  const seen = pretendEngine();
  new DnsRecords("dns", args);
  await settled();
  return Object.fromEntries(seen.filter(({ custom }) => custom).map(({ name, inputs }) => [name, inputs]));
}

test("records at Cloudflare are written as Cloudflare tells them", async () => {
  const records = await served({ ...cloudflare, ...everyKind });
  const common = { zoneId: "0123456789abcdef0123456789abcdef", ttl: 300, proxied: false };
  const caa = { ...common, name: zone, type: "CAA" };
  expect(records).toEqual({
    "dns-apex-a": { ...common, name: zone, type: "A", content: "203.0.113.10" },
    "dns-apex-aaaa": { ...common, name: zone, type: "AAAA", content: "2001:db8::10" },
    "dns-www-a": { ...common, name: "www.example.org", type: "A", content: "203.0.113.10" },
    "dns-www-aaaa": { ...common, name: "www.example.org", type: "AAAA", content: "2001:db8::10" },
    "dns-docs-cname": { ...common, name: "docs.example.org", type: "CNAME", content: "www.example.org" },
    "dns-up-cname": { ...common, name: "up.example.org", type: "CNAME", content: "example.org" },
    "dns-mail-first": { ...common, name: zone, type: "MX", content: "mail.example.net", priority: 10 },
    "dns-mail-second": { ...common, name: zone, type: "MX", content: "backup.example.net", priority: 20 },
    "dns-apex-txt": { ...common, name: zone, type: "TXT", content: '"v=spf1 include:example.net -all"' },
    "dns-key1-domainkey-txt": {
      ...common,
      name: "key1._domainkey.example.org",
      type: "TXT",
      ttl: 3600,
      content: `"v=DKIM1; p=${"A".repeat(244)}" "${"A".repeat(56)}"`,
    },
    "dns-imaps-tcp-srv": {
      ...common,
      name: "_imaps._tcp.example.org",
      type: "SRV",
      priority: 0,
      data: { priority: 0, weight: 0, port: 993, target: "mail.example.net" },
    },
    "dns-caa-issue": {
      ...caa,
      data: {
        flags: "0",
        tag: "issue",
        value: "letsencrypt.org;accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1",
      },
    },
    "dns-caa-wildcard": { ...caa, data: { flags: "0", tag: "issuewild", value: ";" } },
    "dns-caa-report": { ...caa, data: { flags: "0", tag: "iodef", value: "mailto:ada@example.org" } },
  });
});

test("records at DigitalOcean are written as DigitalOcean tells them", async () => {
  const records = await served({ ...digitalOcean, ...everyKind });
  const common = { domain: zone, ttl: 300 };
  const caa = { ...common, name: "@", type: "CAA", flags: 0 };
  expect(records).toEqual({
    "dns-apex-a": { ...common, name: "@", type: "A", value: "203.0.113.10" },
    "dns-apex-aaaa": { ...common, name: "@", type: "AAAA", value: "2001:db8::10" },
    "dns-www-a": { ...common, name: "www", type: "A", value: "203.0.113.10" },
    "dns-www-aaaa": { ...common, name: "www", type: "AAAA", value: "2001:db8::10" },
    "dns-docs-cname": { ...common, name: "docs", type: "CNAME", value: "www.example.org." },
    "dns-up-cname": { ...common, name: "up", type: "CNAME", value: "@" },
    "dns-mail-first": { ...common, name: "@", type: "MX", value: "mail.example.net.", priority: 10 },
    "dns-mail-second": { ...common, name: "@", type: "MX", value: "backup.example.net.", priority: 20 },
    "dns-apex-txt": { ...common, name: "@", type: "TXT", value: "v=spf1 include:example.net -all" },
    "dns-key1-domainkey-txt": {
      ...common,
      name: "key1._domainkey",
      type: "TXT",
      ttl: 3600,
      value: `v=DKIM1; p=${"A".repeat(300)}`,
    },
    "dns-imaps-tcp-srv": {
      ...common,
      name: "_imaps._tcp",
      type: "SRV",
      priority: 0,
      weight: 0,
      port: 993,
      value: "mail.example.net.",
    },
    "dns-caa-issue": {
      ...caa,
      tag: "issue",
      value: "letsencrypt.org;accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1.",
    },
    "dns-caa-wildcard": { ...caa, tag: "issuewild", value: ";." },
    "dns-caa-report": { ...caa, tag: "iodef", value: "mailto:ada@example.org" },
  });
});

test("Cloudflare chooses the time to live of a proxied record", async () => {
  const records = await served({
    ...cloudflare,
    records: [{ name: "www", type: "A", value: "203.0.113.10", proxied: true }],
  });
  expect(records["dns-www-a"]).toMatchObject({ ttl: 1, proxied: true });
});

test("Cloudflare may have a CNAME at the zone's own name, beside mail", async () => {
  const records = await served({
    ...cloudflare,
    records: [
      { name: "@", type: "CNAME", value: "pages.example.net" },
      { name: "@", type: "MX", value: "mail.example.net", priority: 10 },
    ],
  });
  expect(Object.keys(records)).toEqual(["dns-apex-cname", "dns-apex-mx"]);
});

test("names are known at the first preview, though addresses aren't", async () => {
  const seen = pretendEngine({ preview: true });
  const { ipAddress } = new digitalocean.ReservedIp("address", { region: "fra1" });
  new DnsRecords("dns", { ...cloudflare, machines: [{ names: ["www"], ipv4: ipAddress }] });
  await settled();
  expect(seen.find(({ name }) => name === "dns-www-a")?.inputs).toMatchObject({
    name: "www.example.org",
    ttl: 300,
    type: "A",
  });
});

afterEach(settled);

test("the names are there once the records are", async () => {
  pretendEngine();
  const dns = new DnsRecords("dns", { ...cloudflare, ...everyKind });
  expect(await valueOf(dns.names)).toEqual([
    "_imaps._tcp.example.org",
    "docs.example.org",
    zone,
    "key1._domainkey.example.org",
    "up.example.org",
    "www.example.org",
  ]);
});

const www = { name: "www", type: "A", value: "203.0.113.10" } as const;

test("a value that is known later passes through, judged", async () => {
  const records = await served({ ...cloudflare, records: [{ ...www, value: pulumi.output("203.0.113.10") }] });
  expect(records["dns-www-a"]).toMatchObject({ content: "203.0.113.10" });
  const later = { ...www, value: pulumi.output("203.0.113.10"), proxied: pulumi.output(true), ttl: 300 };
  expect(() => judgeRecord(undefined as never, { input: "records[0]", record: later }, "digitalocean")).toThrow(
    "records[0].proxied is for",
  );
});
