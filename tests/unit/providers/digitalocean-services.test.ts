import { provider } from "../../../rehearsal/providers/digitalocean/index";
import { useWorld } from "../../../rehearsal/providers/pretend-cloud";
import type { PropertyMap } from "../../../rehearsal/providers/value";
import { change, context, make } from "./context";
import { FakeWorld } from "./fake-world";

const token = (name: string) => `digitalocean:index/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`;
const create = (name: string, args: PropertyMap) => make(provider, token(name), args);
const differ = (name: string, made: Awaited<ReturnType<typeof make>>, args: PropertyMap) =>
  change(provider, token(name), made, args);

const droplet = { name: "www", image: "debian-13-x64", region: "fra1", size: "s-1vcpu-1gb", tags: ["web"], ipv6: true };
const everywhere = ["0.0.0.0/0", "::/0"];
const out = [{ protocol: "tcp", portRange: "all", destinationAddresses: everywhere }];
const firewall = {
  name: "web",
  tags: ["web"],
  inboundRules: [{ protocol: "tcp", portRange: "22", sourceAddresses: everywhere }],
  outboundRules: out,
};

let world: FakeWorld;
beforeEach(() => useWorld((world = new FakeWorld())));
afterAll(() => useWorld());

describe("firewalls", () => {
  it("add up, and leave a droplet open when the last one goes", async () => {
    const { id } = await create("Droplet", droplet);
    expect(world.firewalls[id]).toBeUndefined();
    const first = await create("Firewall", firewall);
    await create("Firewall", {
      name: "ping",
      dropletIds: [10],
      inboundRules: [{ protocol: "icmp", sourceTags: ["web"] }],
      outboundRules: out,
    });
    expect(world.firewalls[id]).toEqual([
      { protocol: "tcp", ports: "22", sources: everywhere },
      { protocol: "icmp", sources: ["203.0.113.10", "2001:DB8:113::10"] },
    ]);
    await provider.delete(context(token("Firewall")), first.id, first.inputs, first.outputs);
    expect(world.firewalls[id]).toHaveLength(1);
  });

  it.each<[PropertyMap, string]>([
    [{ name: "a" }, "At least one rule must be specified"],
    [{ name: "a", inboundRules: [{ protocol: "tcp" }] }, "`port_range` of inbound rules is required"],
    [{ name: "a", inboundRules: [{ protocol: "icmp" }] }, "firewall a has no outbound rules"],
  ])("%j are refused", async (args, message) => {
    await expect(create("Firewall", args)).rejects.toThrow(message);
  });
});

describe("reserved addresses and volumes", () => {
  it("move from droplet to droplet", async () => {
    const [one, two] = [await create("Droplet", droplet), await create("Droplet", droplet)];
    const { id: ip } = await create("ReservedIp", { region: "fra1" });
    const assign = (dropletId: number) => create("ReservedIpAssignment", { ipAddress: ip, dropletId });
    const first = await assign(Number(one.id));
    await assign(Number(two.id));
    expect(world.calls.map((rules) => /daddr (\S+ dnat to \S+);/.exec(rules)?.[1])).toEqual([
      `${ip} dnat to 203.0.113.10`,
      `${ip} dnat to 203.0.113.11`,
    ]);
    const read = provider.read!(context(token("ReservedIpAssignment")), first.id, first.inputs, first.outputs);
    expect(await read).toBeUndefined();
  });

  it("are attached to one droplet only", async () => {
    const [one, two] = [await create("Droplet", droplet), await create("Droplet", droplet)];
    const { id: volumeId } = await create("Volume", { name: "v", region: "fra1", size: 1 });
    const attach = (dropletId: string) => create("VolumeAttachment", { volumeId, dropletId: Number(dropletId) });
    const made = await attach(one.id);
    await expect(attach(two.id)).rejects.toThrow("Volume is already attached to a Droplet.");
    const volume = { type: token("Volume") };
    await expect(provider.delete({ ...context(volume.type) }, volumeId, {}, {})).rejects.toThrow("409");
    await provider.delete(context(token("VolumeAttachment")), made.id, made.inputs, made.outputs);
    expect(world.plugs[volumeId]).toBeUndefined();
    await attach(two.id);
    expect(world.plugs[volumeId]).toBe(two.id);
  });

  it("are disks that grow and never shrink", async () => {
    const args = { name: "v", region: "fra1", size: 10, initialFilesystemType: "ext4", initialFilesystemLabel: "data" };
    const made = await create("Volume", args);
    const volume = context(token("Volume"));
    const larger = { ...made.inputs, size: 20 };
    await provider.update(volume, made.id, made.inputs, made.outputs, larger);
    expect(world.calls).toEqual(["make v 10 ext4 data", "grow 20"]);
    await expect(differ("Volume", made, { ...args, size: 5 })).rejects.toThrow("can only be expanded and not shrunk");
    await provider.delete(volume, made.id, made.inputs, made.outputs);
    expect(world.plugs).not.toHaveProperty(made.id);
  });

  it.each(["by its provider", "by somebody else"])("are free when their droplet was destroyed %s", async (how) => {
    const [one, two] = [await create("Droplet", droplet), await create("Droplet", droplet)];
    const { id: volumeId } = await create("Volume", { name: "v", region: "fra1", size: 1 });
    const attachment = await create("VolumeAttachment", { volumeId, dropletId: Number(one.id) });
    if (how === "by its provider") await provider.delete(context(token("Droplet")), one.id, one.inputs, one.outputs);
    else delete world.state.droplets![one.id];
    const { id, inputs, outputs } = attachment;
    expect(await provider.read!(context(token("VolumeAttachment")), id, inputs, outputs)).toBeUndefined();
    await create("VolumeAttachment", { volumeId, dropletId: Number(two.id) });
    // What another run still holds for attached is taken apart without an effect.
    await provider.delete(context(token("VolumeAttachment")), id, inputs, outputs);
    expect(world.plugs[volumeId]).toBe(two.id);
  });
});

describe("DNS", () => {
  it("is served as it is made", async () => {
    await create("Domain", { name: "example.org" });
    const record = (args: PropertyMap) => create("DnsRecord", { domain: "example.org", ...args });
    await record({ type: "A", name: "@", value: "192.0.2.1", ttl: 300 });
    const mx = await record({ type: "MX", name: "@", value: "mx.example.com.", priority: 10 });
    await record({ type: "CAA", name: "@", value: "letsencrypt.org.", flags: 0, tag: "issue" });
    await record({ type: "CNAME", name: "www.example.org.", value: "@" });
    expect(mx.outputs).toMatchObject({ value: "mx.example.com.", fqdn: "example.org", ttl: 1800 });
    expect(world.zones["example.org"]).toEqual([
      { type: "A", name: "@", value: "192.0.2.1", ttl: 300 },
      { type: "MX", name: "@", value: "mx.example.com.", ttl: 1800, priority: 10 },
      { type: "CAA", name: "@", value: '0 issue "letsencrypt.org"', ttl: 1800 },
      { type: "CNAME", name: "www", value: "@", ttl: 1800 },
    ]);
  });

  it("does not differ for a full name or a relative target", async () => {
    await create("Domain", { name: "example.org" });
    const args = { domain: "example.org", type: "CNAME", name: "www.example.org.", value: "web" };
    const made = await create("DnsRecord", args);
    expect(made.outputs).toMatchObject({ name: "www", value: "web.example.org." });
    expect((await differ("DnsRecord", made, args)).changes).toBe(false);
    expect((await differ("DnsRecord", made, { ...args, type: "A", value: "192.0.2.1" })).replaces).toEqual(["type"]);
  });

  it.each<[PropertyMap, RegExp]>([
    [{ type: "A", name: "@", value: "192.0.2.1", domain: "example.net" }, /404 .* could not be found/],
    [{ type: "MX", name: "@", value: "mx." }, /`priority` is required for when type is `MX`/],
    [{ type: "SRV", name: "@", value: "mx.", priority: 1, weight: 1 }, /`port` is required for when type is `SRV`/],
    [{ type: "CNAME", name: "mail", value: "@" }, /422 .* CNAME records cannot share a name with other records/],
  ])("refuses %j", async (args, message) => {
    await create("Domain", { name: "example.org" });
    await create("DnsRecord", { domain: "example.org", type: "A", name: "mail", value: "192.0.2.2" });
    await expect(create("DnsRecord", { domain: "example.org", ...args })).rejects.toThrow(message);
  });
});

it("keeps what it only has to know about", async () => {
  const check = await create("UptimeCheck", { name: "u", target: "https://example.org" });
  expect(check.outputs).toMatchObject({ type: "https", enabled: true });
  const alert = { name: "a", checkId: check.id, type: "down", notifications: [{ emails: ["a@example.org"] }] };
  const { id } = await create("UptimeAlert", alert);
  const monitor = {
    alerts: { emails: ["a@example.org"] },
    compare: "GreaterThan",
    description: "d",
    value: 80,
    window: "5m",
  };
  await create("MonitorAlert", { ...monitor, type: "v1/insights/droplet/cpu" });
  await create("Project", { name: "p" });
  expect(world.state.uptimeAlerts![id]).toMatchObject({ checkId: check.id });
  expect(await provider.read!(context(token("UptimeAlert")), "gone", {}, {})).toBeUndefined();
});

it("lists what can be rented", async () => {
  const sizes = await provider.invoke!("digitalocean:index/getSizes:getSizes", {});
  expect(sizes.result.sizes).toContainEqual(expect.objectContaining({ slug: "s-1vcpu-1gb", priceMonthly: 6 }));
  await expect(provider.invoke!("digitalocean:index/getVpc:getVpc", {})).rejects.toThrow(
    "digitalocean:index/getVpc:getVpc",
  );
});
