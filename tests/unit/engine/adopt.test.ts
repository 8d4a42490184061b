import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exportState, run } from "../../../rehearsal/engine/index";
import { useWorld } from "../../../rehearsal/providers/pretend-cloud";
import { providers } from "../../../rehearsal/providers/registry";
import type { PropertyMap } from "../../../rehearsal/providers/value";
import { make } from "../providers/context";
import { FakeWorld } from "../providers/fake-world";

const repository = resolve(__dirname, "../../..");
const directory = mkdtempSync(join(tmpdir(), "adopt-"));
const world = new FakeWorld();
const zoneId = "023e105f4ecef8ad9ca31a8372d0c353";

/** Code of the guide about hand-made servers, in one piece. */
const guide = readFileSync(join(repository, "docs/tasks/adopt-an-existing-server.md"), "utf8");
const code = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text).join("");

/** Puts something in the place of each text that the guide leaves open; all of them have to be there. */
function filled(text: string, places: [string, string][]): string {
  return places.reduce((before, [place, content]) => {
    if (!before.includes(place)) throw new Error(`the guide doesn't say ${place}`);
    return before.replace(place, () => content);
  }, text);
}

async function byHand(type: string, args: PropertyMap): Promise<string> {
  const { id } = await make(providers[type.split(":")[0]!]!, type, args);
  return id;
}

async function up(program: string): Promise<{ exitCode: number; done: string[]; errors: string[] }> {
  writeFileSync(join(directory, "index.ts"), program);
  const { exitCode, events } = await run({
    operation: "up",
    projectDir: directory,
    stack: "dev",
    config: { "cloudflare:apiToken": "x", "digitalocean:token": "x" },
    stateFile: join(directory, "dev.json"),
    providers,
  });
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const resources = steps.filter(({ type }) => !type.startsWith("pulumi:"));
  return {
    exitCode,
    done: resources.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`).sort(),
    errors: events.flatMap(({ diagnosticEvent: said }) => (said?.severity === "error" ? said.message : [])),
  };
}

beforeAll(() => {
  useWorld(world);
  writeFileSync(join(directory, "Pulumi.yaml"), "name: adopt\nruntime: nodejs\n");
  writeFileSync(join(directory, "package.json"), '{ "main": "index.ts" }');
  symlinkSync(join(repository, "node_modules"), join(directory, "node_modules"));
});

afterAll(() => {
  useWorld();
  rmSync(directory, { recursive: true });
});

test("what the guide adopts is taken over as it is, and needs the ids no more afterwards", async () => {
  const everywhere = ["0.0.0.0/0", "::/0"];
  const inboundRules = [{ protocol: "tcp", portRange: "22", sourceAddresses: everywhere }];
  const droplet = await byHand("digitalocean:index/droplet:Droplet", {
    ...{ name: "old-server", image: "debian-13-x64", region: "fra1", size: "s-1vcpu-2gb", ipv6: true, tags: ["web"] },
    userData: "#!/bin/sh\n",
  });
  const outboundRules = [{ protocol: "tcp", portRange: "all", destinationAddresses: everywhere }];
  const rules = { name: "old-firewall", tags: ["web"], inboundRules, outboundRules };
  const firewall = await byHand("digitalocean:index/firewall:Firewall", rules);
  const record = { zoneId, name: "www.example.org", ttl: 300 };
  const a = await byHand("cloudflare:index/dnsRecord:DnsRecord", { ...record, type: "A", content: "203.0.113.10" });
  const aaaa = { ...record, ttl: 3600, type: "AAAA", content: "2001:db8:113::1" };
  const sixth = await byHand("cloudflare:index/dnsRecord:DnsRecord", aaaa);
  const before = JSON.stringify(world.machines);

  const open: [string, string][] = [
    ["3164444", droplet],
    ["764c03dc-…", firewall],
    ['name: "old-firewall", …', JSON.stringify(rules).slice(1, -1)],
    ["ZONE_ID/RECORD_ID", `${zoneId}/${a}`],
    ["ZONE_ID/RECORD_ID", `${zoneId}/${sixth}`],
    [
      "{ … }, { transforms",
      `{ zone: "example.org", provider: DnsProvider.Cloudflare, zoneId: "${zoneId}",
       machines: [{ names: ["www.example.org"], ipv4: "203.0.113.10", ipv6: "2001:db8:113::10" }] }, { transforms`,
    ],
    // There is no machine to install on.
    [/^const web = .*$/m.exec(code)![0], ""],
  ];
  const imports = `import * as digitalocean from "@pulumi/digitalocean";
import { DnsProvider, DnsRecords } from "${join(repository, "components/index")}";\n`;
  const program = imports + filled(code, open);
  expect(await up(program)).toEqual({
    exitCode: 0,
    errors: [],
    done: [
      "create dns",
      ...["dns-www-a", "dns-www-aaaa", "web", "web-firewall"].map((name) => `import ${name}`),
      // One has another value, the other settings that only Pulumi has.
      ...["dns-www-aaaa", "web"].map((name) => `update ${name}`),
    ],
  });
  expect([world.specs.length, JSON.stringify(world.machines), world.calls]).toEqual([1, before, []]);
  expect(world.zones["example.org"]).toEqual([
    { name: "www.example.org.", type: "A", value: "203.0.113.10", ttl: 300 },
    { name: "www.example.org.", type: "AAAA", value: "2001:db8:113::10", ttl: 300 },
  ]);
  const { resources = [] } = (await exportState(join(directory, "dev.json"))).deployment;
  expect(resources.find(({ urn }) => urn.endsWith("::web"))).toMatchObject({ id: droplet, importID: droplet });

  const settled = program.replaceAll(/import: "[^"]+",? ?/g, "").replace(/, \{ transforms.* \}\)/, ")");
  const { done } = await up(settled);
  expect(done).toEqual(["dns", "dns-www-a", "dns-www-aaaa", "web", "web-firewall"].map((name) => `same ${name}`));
  expect(world.specs.length).toBe(1);
});
