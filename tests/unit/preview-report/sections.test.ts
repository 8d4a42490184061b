import { consequenceOf } from "../../../tools/preview-report/consequences";
import { cost } from "../../../tools/preview-report/cost";
import { dns, zoneLine } from "../../../tools/preview-report/dns";
import { planOf } from "../../../tools/preview-report/plan";
import type { PreviewStep } from "../../../tools/preview-report/preview";
import { report } from "../../../tools/preview-report/report";
import { unknowns } from "../../../tools/preview-report/unknowns";
import { madePreview, madeStep } from "./samples";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const droplet = "digitalocean:index/droplet:Droplet";
const volume = "digitalocean:index/volume:Volume";
const attachment = "digitalocean:index/volumeAttachment:VolumeAttachment";
const record = "cloudflare:index/dnsRecord:DnsRecord";
const plan = (...steps: PreviewStep[]) => planOf(madePreview(...steps), []);
const parent = "web";

describe("records as lines of a zone file", () => {
  test.each<[string, object]>([
    ["a.org. 300 IN A 192.0.2.1", { name: "a.org", ttl: 300, type: "A", content: "192.0.2.1" }],
    ["a.org. 300 IN A (known later)", { name: "a.org", ttl: 300, type: "A", content: unknown }],
    [
      "a.org. auto IN A 192.0.2.1 ; through Cloudflare's proxy",
      { name: "a.org", ttl: 1, type: "A", content: "192.0.2.1", proxied: true },
    ],
    ["w.a.org. 60 IN CNAME b.org.", { name: "w.a.org", ttl: 60, type: "CNAME", content: "b.org" }],
    ["a.org. 300 IN MX 10 mx.b.org.", { name: "a.org", ttl: 300, type: "MX", priority: 10, content: "mx.b.org" }],
    ['a.org. 300 IN TXT "v=spf1 -all"', { name: "a.org", ttl: 300, type: "TXT", content: '"v=spf1 -all"' }],
    [
      'a.org. 300 IN CAA 0 issue ";"',
      { name: "a.org", ttl: 300, type: "CAA", data: { flags: 0, tag: "issue", value: ";" } },
    ],
    [
      "_x._tcp.a.org. 300 IN SRV 1 2 443 b.org.",
      { name: "_x._tcp.a.org", ttl: 300, type: "SRV", data: { priority: 1, weight: 2, port: 443, target: "b.org" } },
    ],
    ["a.org. 300 IN A 192.0.2.1", { domain: "a.org", name: "@", ttl: 300, type: "A", value: "192.0.2.1" }],
    ["w.a.org. 300 IN CNAME a.org.", { domain: "a.org", name: "w", ttl: 300, type: "CNAME", value: "@" }],
    ['a.org. 300 IN TXT "x \\"y\\""', { domain: "a.org", name: "@", ttl: 300, type: "TXT", value: 'x "y"' }],
    [
      'a.org. 300 IN CAA 0 iodef "mailto:x@a.org"',
      { domain: "a.org", name: "@", ttl: 300, type: "CAA", flags: 0, tag: "iodef", value: "mailto:x@a.org" },
    ],
  ])("%s", (line, inputs) => expect(zoneLine(inputs as Record<string, unknown>)).toBe(line));

  test("before and after stand together, names below their zone, and what reads the same is left out", () => {
    const a = (name: string, content: string) => ({ name, ttl: 300, type: "A", content });
    const section = dns(
      plan(
        madeStep("create", record, "1", { now: a("www.a.org", "192.0.2.1") }),
        madeStep("update", record, "2", { old: a("a.org", "192.0.2.1"), now: a("a.org", unknown) }),
        madeStep("delete", record, "3", { old: a("old.a.org", "192.0.2.1") }),
        madeStep("update", record, "4", {
          old: a("same.a.org", "192.0.2.1"),
          now: { ...a("same.a.org", "192.0.2.1"), comment: "x" },
        }),
      ),
    )!;
    expect(section.summary).toBe("3 records: 1 new, 1 changed, 1 gone");
    expect(section.blocks[0]!.text).toBe(
      "```diff\n-a.org. 300 IN A 192.0.2.1\n+a.org. 300 IN A (known later)\n-old.a.org. 300 IN A 192.0.2.1\n+www.a.org. 300 IN A 192.0.2.1\n```",
    );
  });
});

describe("monthly cost", () => {
  const text = (...steps: PreviewStep[]) => cost(plan(...steps))?.blocks[0]!.text;

  test.each<[string, PreviewStep, string]>([
    [
      "a new droplet",
      madeStep("create", droplet, "d", { now: { size: "s-1vcpu-1gb" } }),
      "| `s-1vcpu-1gb` | $0.00 | $6.00 |",
    ],
    [
      "one that goes",
      madeStep("delete", droplet, "d", { old: { size: "s-2vcpu-4gb" } }),
      "| `s-2vcpu-4gb` | $24.00 | $0.00 |",
    ],
    [
      "weekly backups",
      madeStep("update", droplet, "d", { old: { size: "s-1vcpu-2gb" }, now: { size: "s-1vcpu-2gb", backups: true } }),
      "| $12.00 | $14.40 |",
    ],
    [
      "daily backups",
      madeStep("create", droplet, "d", {
        now: { size: "s-1vcpu-2gb", backups: true, backupPolicy: { plan: "daily" } },
      }),
      "| $0.00 | $15.60 |",
    ],
    ["an unknown size", madeStep("create", droplet, "d", { now: { size: "x-9" } }), "size `x-9` not in the table"],
    [
      "a size that is known later",
      madeStep("create", droplet, "d", { now: { size: unknown } }),
      "size `(known later)` not in the table",
    ],
    [
      "a volume that grows",
      madeStep("update", volume, "v", { old: { size: 20 }, now: { size: 55 } }),
      "| 20 GB → 55 GB | $2.00 | $5.50 |",
    ],
    [
      "a reserved address",
      madeStep("create", "digitalocean:index/reservedIp:ReservedIp", "r", { now: {} }),
      "nothing while a machine has it, else $5.00",
    ],
  ])("%s", (_, step, line) => expect(text(step)).toContain(line));

  test("what has no price isn't there, what costs the same is folded away", () => {
    expect(cost(plan(madeStep("create", record, "r", { now: {} })))).toBeUndefined();
    const same = cost(
      plan(madeStep("replace", droplet, "d", { old: { size: "s-1vcpu-1gb" }, now: { size: "s-1vcpu-1gb" } })),
    )!;
    expect(same.summary).toBeUndefined();
    expect(same.blocks[0]!.text).toMatch(/^<details><summary>the same: \$6\.00<\/summary>/);
  });
});

describe("what a replacement or deletion means", () => {
  const meaning = (...steps: [PreviewStep, ...PreviewStep[]]) => {
    const made = plan(...steps);
    const { weight, meaning: words } = consequenceOf(
      made.changes.find(({ urn }) => urn === steps[0].urn)!,
      made,
    );
    return `${weight}: ${words}`;
  };
  const gone = madeStep("delete", droplet, "web-droplet-1", { old: {}, parent });
  const next = madeStep("create", droplet, "web-droplet-2", { now: {}, parent });
  const data = madeStep("delete", volume, "web-data", { old: {}, parent });
  const attached = madeStep("replace", attachment, "web-attachment", { old: {}, now: {}, parent });
  attached.oldState!.dependencies = [data.urn];
  const reserved = madeStep("replace", "digitalocean:index/reservedIpAssignment:ReservedIpAssignment", "ip", {
    old: {},
    now: {},
    parent,
  });
  const follower = madeStep("update", record, "www", {
    old: { type: "A", content: "192.0.2.1" },
    now: { type: "A", content: unknown },
  });
  const command = (op: string, inputs = {}) =>
    madeStep(op, "command:remote:Command", "s", { old: inputs, now: inputs, parent });

  test.each<[string, [PreviewStep, ...PreviewStep[]], string]>([
    ["a machine", [gone], "lost: **everything on it is lost**; its address is given back"],
    ["a machine without a volume and its successor", [gone, next], "lost: **everything on it is lost**; new address"],
    [
      "a machine whose volume moves on",
      [gone, next, attached, follower],
      "felt: data volume `web-data` kept; the rest of its disk is lost; new address; recursive: DNS changes, 1 record",
    ],
    [
      "the same with a reserved address",
      [gone, next, attached, reserved, follower],
      "felt: data volume `web-data` kept; the rest of its disk is lost; address kept",
    ],
    [
      "a machine whose volume goes, too",
      [gone, next, attached, data],
      "lost: **everything on it is lost**; new address",
    ],
    ["a volume", [data], "lost: **the data on it is lost**"],
    [
      "a volume that is replaced",
      [{ ...data, op: "replace" }],
      "lost: **the data on it is lost**: the new volume is empty",
    ],
    [
      "a volume that Pulumi lets go of",
      [{ ...data, oldState: { ...data.oldState!, retainOnDelete: true } }],
      "felt: stays where it is; Pulumi no longer looks after it",
    ],
    [
      "a guarded volume",
      [{ ...data, oldState: { ...data.oldState!, protect: true } }],
      "lost: **the data on it is lost**; **protected: the update refuses until that is taken away**",
    ],
    ["the attachment of a volume", [attached], "felt: data volume kept: it moves to the new machine"],
    ["the attachment of a volume that goes", [attached, data], "felt: goes with its volume"],
    ["a step", [command("delete")], "felt: nothing runs: what it put on the machine stays there, and keeps running"],
    ["a step of a machine that goes", [command("delete"), gone], "none: goes with its machine"],
    ["a step that is undone", [command("delete", { delete: "x" })], "felt: its undoing runs on the machine"],
    ["a step that is replaced", [command("replace")], "none: runs again; no data"],
    [
      "a step of a machine that has a successor",
      [command("replace"), gone, next],
      "none: runs again, on the new machine; no data",
    ],
    [
      "a zone",
      [madeStep("delete", "digitalocean:index/domain:Domain", "z", { old: {} })],
      "lost: **the zone is lost**, with records that others made, too; its names get no answer",
    ],
    [
      "a database",
      [madeStep("replace", "digitalocean:index/databaseCluster:DatabaseCluster", "d", { old: {}, now: {} })],
      "lost: **what is in it is lost**",
    ],
    [
      "a password made up anew",
      [madeStep("replace", "random:index/randomPassword:RandomPassword", "p", { old: {}, now: {} })],
      "felt: a new value: what uses the old one has to learn it",
    ],
    [
      "a type that nobody knows",
      [madeStep("delete", "other:index:Bucket", "b", { old: {} })],
      "felt: what it means for data is not known to this report",
    ],
  ])("%s", (_, steps, expected) => expect(meaning(...steps)).toBe(expected));

  test("a report doesn't say that no data is lost of what it doesn't know", () => {
    const { full } = report(madePreview(madeStep("delete", "other:index:Bucket", "b", { old: {} })));
    expect(full).toContain("🟠 whether data is lost with `b` is not known");
  });
});

test("what is known only later is told by property", () => {
  const check = (name: string) =>
    madeStep("create", "a:b:Check", name, { now: { target: unknown, more: [{ x: `id ${unknown}` }], known: 1 } });
  const { text } = unknowns(
    plan(check("one"), check("two"), madeStep("delete", "a:b:Check", "three", { old: { target: unknown } })),
  )!.blocks[0]!;
  expect(text).toContain("4 values of 2 resources are known only during the update");
  expect(text).toContain("- check: `more[].x` of `one`, `two`\n- check: `target` of `one`, `two`");
});

test("rules of a firewall are compared line by line", () => {
  const rules = (port: string) => ({
    inboundRules: [
      { portRange: "22", sourceAddresses: ["192.0.2.0/24"] },
      { portRange: port, sourceAddresses: ["0.0.0.0/0"] },
    ],
  });
  const { full } = report(
    madePreview(
      madeStep("update", "digitalocean:index/firewall:Firewall", "f", { old: rules("80"), now: rules("443") }),
    ),
  );
  expect(full).toContain('  -    "portRange": "80",\n  +    "portRange": "443",');
});

test("what is noticed though nothing is replaced is told, too", () => {
  const before = { size: "s-1vcpu-1gb", backups: true };
  const resized = madeStep("update", droplet, "d", { old: before, now: { size: "s-1vcpu-2gb", backups: false } });
  const same = madeStep("same", volume, "v", { old: {}, now: {} });
  const bare = { ...same, oldState: { ...same.oldState!, protect: true } };
  const { full, changed } = report(madePreview(resized, bare));
  expect(changed).toBe(true);
  expect(full).toContain("| `size` `s-1vcpu-1gb` → `s-1vcpu-2gb` | switched off and on again; data and address kept |");
  expect(full).toContain("| `backups` `true` → `false` | DigitalOcean makes no backups of it any more |");
  expect(full).toContain("| **unprotect** volume `v` | no longer said in the program | may be deleted from then on |");
});

test("looking at what exists changes nothing", () => {
  const { changed, short } = report(madePreview(madeStep("refresh", droplet, "d", { old: {}, now: {} })));
  expect({ changed, short }).toEqual({ changed: false, short: "`shop/prod`: no changes.\n" });
});
