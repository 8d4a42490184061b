import { zoneText } from "../../../rehearsal/internet/dns";
import { ruleset } from "../../../rehearsal/machines/firewall";

test("a zone's records are written as BIND reads them", () => {
  const text = zoneText(
    "example.org",
    [
      { name: "@", type: "A", value: "198.51.100.10", ttl: 300 },
      { name: "example.org", type: "MX", value: "mail.rehearsal.test", priority: 5 },
      { name: "lists.example.org", type: "MX", value: "20 mail.rehearsal.test." },
      { name: "www", type: "CNAME", value: "example.org" },
      { name: "_imaps._tcp", type: "SRV", value: "imap.rehearsal.test", priority: 1, weight: 2, port: 993 },
      { name: "@", type: "CAA", value: '0 issue "letsencrypt.org"' },
      { name: "key._domainkey", type: "TXT", value: `v=DKIM1; "${"x".repeat(300)}"` },
    ],
    ["ns1.digitalocean.com"],
  );
  expect(text.split("\n").slice(2)).toEqual([
    "$ORIGIN example.org.",
    "@ 60 IN NS ns1.digitalocean.com.",
    "example.org. 300 IN A 198.51.100.10",
    "example.org. 60 IN MX 5 mail.rehearsal.test.",
    "lists.example.org. 60 IN MX 20 mail.rehearsal.test.",
    "www.example.org. 60 IN CNAME example.org.",
    "_imaps._tcp.example.org. 60 IN SRV 1 2 993 imap.rehearsal.test.",
    'example.org. 60 IN CAA 0 issue "letsencrypt.org"',
    `key._domainkey.example.org. 60 IN TXT "v=DKIM1; \\"${"x".repeat(245)}" "${"x".repeat(55)}\\""`,
    "",
  ]);
});

test("a firewall lets in what it names and drops the rest; a machine without one is open", () => {
  const open = { id: "7", address: "198.51.100.16", ipv6Address: "2001:db8:113::16" };
  const guarded = {
    id: "8",
    address: "198.51.100.17",
    ipv6Address: "2001:db8:113::17",
    blockedPorts: [25, 465],
    firewall: [
      { protocol: "tcp" as const, ports: "22", sources: ["192.0.2.0/24", "::/0"] },
      { protocol: "udp" as const, ports: "all", sources: ["2001:db8::1"] },
      { protocol: "icmp" as const, sources: ["0.0.0.0/0", "::/0"] },
    ],
  };
  const text = ruleset([open, guarded]);
  const chain = text.split("chain machine-8 {\n")[1]?.split("\n  }\n")[0]?.split("\n");
  expect(chain?.map((line) => line.trim())).toEqual([
    "ip saddr { 192.0.2.0/24 } tcp dport 22 accept",
    "meta nfproto ipv6 tcp dport 22 accept",
    "ip6 saddr { 2001:db8::1 } meta l4proto udp accept",
    "meta nfproto ipv4 meta l4proto icmp accept",
    "meta nfproto ipv6 meta l4proto ipv6-icmp accept",
    "drop",
  ]);
  expect(text).toContain("ip daddr 198.51.100.17 goto machine-8");
  expect(text).toContain("ip6 saddr 2001:db8:113::17 tcp dport { 25, 465 } drop");
  expect(text).not.toContain(open.address);
  expect(text).toContain('oifname "out0" tcp dport 25 reject');
});
