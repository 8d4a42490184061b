import { dmarcBesideMx } from "../../../policy/rules/dmarc-beside-mx";
import { oneTtlPerRecordSet } from "../../../policy/rules/one-ttl-per-record-set";
import { proxiedRecords } from "../../../policy/rules/proxied-records";
import { unknown, type Value } from "../../../policy/rules/rule";
import { judged, resource, said, saidOfStack } from "./resources";

const cloudflare = (type: Value, name: Value, content: Value, more: { [key: string]: Value } = {}) =>
  resource("cloudflare:index/dnsRecord:DnsRecord", `${String(name)}-${String(type)}`, { type, name, content, ...more });
const digitalocean = (type: string, name: string, value: Value) =>
  resource("digitalocean:index/dnsRecord:DnsRecord", `${name}-${type}`, { type, name, value, domain: "example.org" });
const mx = cloudflare("MX", "example.org", "mx.example.net");
const policy = '"v=DMARC1; p=reject"';

describe("DMARC beside MX", () => {
  test.each([
    ["a policy of its own", [mx, cloudflare("TXT", "_dmarc.example.org", policy)]],
    ["a policy above", [cloudflare("MX", "lists.example.org", "mx"), cloudflare("TXT", "_DMARC.example.org", policy)]],
    ["somebody else's policy", [mx, cloudflare("CNAME", "_dmarc.example.org", "dmarc.example.net")]],
    ["at DigitalOcean", [digitalocean("MX", "@", "mx."), digitalocean("TXT", "_dmarc", "v=DMARC1; p=none")]],
    ["no mail is taken", [cloudflare("MX", "example.org", ".")]],
    ["no mail at all", [cloudflare("A", "example.org", "192.0.2.1")]],
  ])("passes: %s", (_, stack) => expect(saidOfStack(dmarcBesideMx, stack)).toEqual([]));

  test.each([
    ["none", [mx], "example.org takes mail, but there is no DMARC policy"],
    ["another domain's", [mx, cloudflare("TXT", "_dmarc.ample.org", policy)], "_dmarc.example.org"],
    ["something else there", [mx, cloudflare("TXT", "_dmarc.example.org", "hello")], "no DMARC policy"],
    ["at DigitalOcean", [digitalocean("MX", "lists", "mx.")], "lists.example.org takes mail"],
  ])("fails: %s", (_, stack, wrong) =>
    expect(saidOfStack(dmarcBesideMx, stack)).toEqual([expect.stringContaining(wrong)]),
  );

  test("what is known later can't be judged", () => {
    const later = cloudflare("TXT", "_dmarc.example.org", unknown);
    expect(saidOfStack(dmarcBesideMx, [mx, later])).toEqual(["example.org-MX: unknown: _dmarc.example.org"]);
    expect(saidOfStack(dmarcBesideMx, [cloudflare("MX", unknown, "mx")])).toEqual([
      expect.stringMatching(/unknown: name$/),
    ]);
    expect(saidOfStack(dmarcBesideMx, [mx, cloudflare("TXT", unknown, policy)])).toEqual([
      "example.org-MX: unknown: _dmarc.example.org",
    ]);
  });
});

describe("records that Cloudflare answers for", () => {
  test.each([
    cloudflare("A", "a", "x", { proxied: false, ttl: 300 }),
    cloudflare("TXT", "a", "x", { ttl: 300 }),
    cloudflare("A", "a", unknown, { proxied: true, ttl: 1 }),
    cloudflare("A", "a", "x", { proxied: unknown, ttl: 1 }),
    digitalocean("TXT", "a", "x"),
  ])("pass: %#", (record) => expect(judged(proxiedRecords, record)).toEqual([]));

  test("fail with a time to live, or as what can't be proxied", () => {
    expect(said(judged(proxiedRecords, cloudflare("A", "a", "x", { proxied: true, ttl: 300 })))).toEqual([
      "a proxied record has the ttl 1, which means automatic, got 300",
    ]);
    expect(said(judged(proxiedRecords, cloudflare("MX", "a", "x", { proxied: true, ttl: 1 })))).toEqual([
      "only A, AAAA, CNAME can be proxied, got MX",
    ]);
  });

  test("can't be judged where something is known later", () => {
    expect(judged(proxiedRecords, cloudflare("A", "a", "x", { proxied: unknown, ttl: 300 }))).toEqual([
      { unknown: "proxied" },
    ]);
    expect(judged(proxiedRecords, cloudflare(unknown, "a", "x", { proxied: true, ttl: unknown }))).toEqual([
      { unknown: "ttl" },
      { unknown: "type" },
    ]);
  });
});

test("records of one name and type have one time to live", () => {
  const [one, same, other] = [300, 300, 600].map((ttl) => cloudflare("MX", "example.org", "mx", { ttl }));
  expect(saidOfStack(oneTtlPerRecordSet, [one!, same!, cloudflare("A", "example.org", "x", { ttl: 60 })])).toEqual([]);
  expect(saidOfStack(oneTtlPerRecordSet, [one!, other!])).toEqual([
    "example.org-MX: records of example.org MX have different ttls: 300, 600",
  ]);
  expect(saidOfStack(oneTtlPerRecordSet, [one!, cloudflare("MX", "example.org", "mx", { ttl: unknown })])).toEqual([
    "example.org-MX: unknown: ttl",
  ]);
});
