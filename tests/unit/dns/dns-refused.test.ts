import { DnsRecords, type DnsRecordsArgs } from "../../../components/dns/dns-records";
import { pretendEngine, settled } from "../harness";

const cloudflare = { zone: "example.org", provider: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef" } as const;
const digitalOcean = { zone: "example.org", provider: "digitalocean" } as const;
const www = { name: "www", type: "A", value: "203.0.113.10" } as const;

test.each<[string, Partial<DnsRecordsArgs>, string]>([
  ["a zone that isn't a name", { zone: "Example" }, "zone must be a lower-case name"],
  [
    "another provider",
    { provider: "bind" as never },
    'provider must be one of "cloudflare", "digitalocean", got "bind"',
  ],
  ["Cloudflare without the zone's identifier", { zoneId: undefined }, "zoneId is needed for a zone at cloudflare"],
  [
    "a name in another zone",
    { records: [{ ...www, name: "www.example.com" }] },
    'records[0].name must lie in the zone "example.org", got "www.example.com"',
  ],
  [
    "a machine's name in another zone",
    { machines: [{ names: ["example.com."], ipv4: "203.0.113.10" }] },
    "machines[0].names[0] must lie in the zone",
  ],
  ["a name with a blank", { records: [{ ...www, name: "w w" }] }, 'records[0].name must be "@", one label'],
  ["a name with a newline", { records: [{ ...www, name: "www\n" }] }, 'records[0].name must be "@"'],
  ["a label that is too long", { records: [{ ...www, name: "a".repeat(64) }] }, "records[0].name must be"],
  ["an unknown kind", { records: [{ ...www, type: "PTR" as never }] }, "records[0].type must be one of"],
  ["a bad IPv4 address", { records: [{ ...www, value: "203.0.113.256" }] }, "records[0].value must be an IPv4 address"],
  [
    "an IPv6 address for A",
    { records: [{ ...www, value: "2001:db8::1" }] },
    "records[0].value must be an IPv4 address",
  ],
  [
    "a bad IPv6 address",
    { machines: [{ names: ["www"], ipv4: "203.0.113.10", ipv6: "2001:db8:::1" }] },
    "machines[0].ipv6 must be an IPv6 address",
  ],
  [
    "a machine's bad IPv4 address",
    { machines: [{ names: ["www", "@"], ipv4: "203.0.113.256" }] },
    "machines[0].ipv4 must be an IPv4 address",
  ],
  [
    "a machine's name twice",
    { machines: [{ names: ["www", "www.example.org"], ipv4: "203.0.113.10" }] },
    "machines[0].names[1] repeats a record",
  ],
  [
    "a target that is no name",
    { records: [{ name: "www", type: "CNAME", value: "http://example.org" }] },
    "records[0].value must be a name such as",
  ],
  [
    "MX without priority",
    { records: [{ name: "@", type: "MX", value: "mail.example.net" }] },
    "records[0].priority is needed for MX records, got none",
  ],
  [
    "SRV without priority",
    { records: [{ name: "_a._tcp", type: "SRV", value: "mail.example.net", port: 1 }] },
    "records[0].priority is needed for SRV",
  ],
  [
    "SRV without port",
    { records: [{ name: "_a._tcp", type: "SRV", value: "mail.example.net", priority: 1 }] },
    "records[0].port is needed for SRV",
  ],
  [
    "a priority that is too large",
    { records: [{ name: "@", type: "MX", value: "mail.example.net", priority: 65536 }] },
    "records[0].priority must be a whole number from 0 to 65535",
  ],
  [
    "a priority for A",
    { records: [{ ...www, priority: 1 }] },
    "records[0].priority is for MX, SRV records, got a A record",
  ],
  [
    "CAA without property",
    { records: [{ name: "@", type: "CAA", value: "letsencrypt.org" }] },
    "records[0].tag is needed for CAA",
  ],
  [
    "an unknown CAA property",
    { records: [{ name: "@", type: "CAA", value: "letsencrypt.org", tag: "issues" }] },
    "records[0].tag must be one of",
  ],
  [
    "a proxied MX",
    { records: [{ name: "@", type: "MX", value: "mail.example.net", priority: 1, proxied: true }] },
    "records[0].proxied is for A, AAAA, CNAME records, got a MX record",
  ],
  [
    "a proxied TXT",
    { records: [{ name: "@", type: "TXT", value: "text", proxied: true }] },
    "records[0].proxied is for",
  ],
  [
    "a time to live for a proxied record",
    { records: [{ ...www, proxied: true, ttl: 300 }] },
    "records[0].ttl must be left out of a proxied record",
  ],
  [
    "a proxied record at DigitalOcean",
    { ...digitalOcean, records: [{ ...www, proxied: true }] },
    "records[0].proxied is for zones at cloudflare",
  ],
  ["a time to live of a second", { records: [{ ...www, ttl: 1 }] }, "records[0].ttl must be a whole number from 60"],
  [
    "quotes in a text",
    { records: [{ name: "@", type: "TXT", value: 'say "hi"' }] },
    "records[0].value must be 1 to 2000 printable",
  ],
  ["an empty text", { records: [{ name: "@", type: "TXT", value: "" }] }, "records[0].value must be 1 to"],
  [
    "a text that is too long for DigitalOcean",
    { ...digitalOcean, records: [{ name: "@", type: "TXT", value: "a".repeat(501) }] },
    "records[0].value must be 1 to 500",
  ],
  [
    "no mail at DigitalOcean",
    { ...digitalOcean, records: [{ name: "@", type: "MX", value: ".", priority: 0 }] },
    "records[0].value must be a name",
  ],
  [
    "a CNAME beside an address",
    { records: [www, { name: "www", type: "CNAME", value: "example.org" }] },
    "records[1] is a CNAME record, beside which www.example.org can't have another record, got A",
  ],
  [
    "two CNAMEs",
    {
      records: [
        { name: "www", type: "CNAME", value: "a.example.net" },
        { name: "www", type: "CNAME", value: "b.example.net", purpose: "other" },
      ],
    },
    "got a second CNAME",
  ],
  [
    "a CNAME at DigitalOcean's zone",
    { ...digitalOcean, records: [{ name: "@", type: "CNAME", value: "a.example.net" }] },
    "records[0].type must not be CNAME at the zone's own name",
  ],
  [
    "a CNAME beside an address at Cloudflare's zone",
    {
      machines: [{ names: ["@"], ipv4: "203.0.113.10" }],
      records: [{ name: "@", type: "CNAME", value: "a.example.net" }],
    },
    "records[0] is a CNAME record, beside which example.org",
  ],
  [
    "a record twice",
    { records: [www, { ...www, name: "www.example.org", purpose: "again" }] },
    "records[1] repeats a record: www.example.org A 203.0.113.10",
  ],
  [
    "two records of a kind without purpose",
    { records: [www, { ...www, value: "203.0.113.11" }] },
    'records[1] needs a purpose of its own, got "www-a"',
  ],
  [
    "two times to live",
    { records: [www, { ...www, value: "203.0.113.11", purpose: "second", ttl: 600 }] },
    "records[1].ttl must be the same for all A records of www.example.org, got 600 and 300",
  ],
  [
    "two SPF records",
    {
      records: [
        { name: "@", type: "TXT", value: "v=spf1 mx -all" },
        { name: "@", type: "TXT", value: "v=spf1 a -all", purpose: "second" },
      ],
    },
    "records[1] is a second SPF record of example.org, beside records[0]",
  ],
  [
    "mail beside no mail",
    {
      records: [
        { name: "@", type: "MX", value: ".", priority: 0 },
        { name: "@", type: "MX", value: "mail.example.net", priority: 10, purpose: "second" },
      ],
    },
    "records[1] can't stand beside records[0]: example.org takes either no mail at all or some",
  ],
  ["a purpose with a blank", { records: [{ ...www, purpose: "the web" }] }, "records[0].purpose must be"],
  [
    "an account at two authorities",
    { caa: { authorities: ["letsencrypt.org", "buypass.com"], accountUri: "https://example.net/1" } },
    "caa.accountUri is an account at one authority",
  ],
  ["a report to nobody", { caa: { reportTo: "ada" } }, "caa.reportTo must be a mail address"],
])("refuses %s", (_, args, message) => {
  pretendEngine();
  expect(() => new DnsRecords("dns", { ...cloudflare, ...args })).toThrow(message);
});

afterEach(settled);
