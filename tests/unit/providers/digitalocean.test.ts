import { provider } from "../../../rehearsal/providers/digitalocean/index";
import { useWorld } from "../../../rehearsal/providers/pretend-cloud";
import { PartialFailure } from "../../../rehearsal/providers/provider";
import { Secret, Unknown, type PropertyMap } from "../../../rehearsal/providers/value";
import { change, context, make } from "./context";
import { FakeWorld } from "./fake-world";
import { newKey } from "./ssh-server";

const token = (name: string) => `digitalocean:index/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`;
const create = (name: string, args: PropertyMap) => make(provider, token(name), args);
const differ = (name: string, made: Awaited<ReturnType<typeof make>>, args: PropertyMap) =>
  change(provider, token(name), made, args);
const unknown = Unknown.instance;

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

describe("check", () => {
  it("fills in defaults and a name, and lists them", async () => {
    const { name, ...args } = droplet;
    expect(name).toBe("www");
    const { inputs } = await provider.check(context(token("Droplet")), undefined, args);
    expect(inputs.name).toMatch(/^it-[0-9a-f]{7}$/);
    expect(inputs.__defaults).toEqual(["backups", "gracefulShutdown", "monitoring", "name", "resizeDisk"]);
    const again = await provider.check(context(token("Droplet")), inputs, args);
    expect(again.inputs).toEqual(inputs);
  });

  it("marks defaults inside of objects and keeps secrets secret", async () => {
    const args = { ...firewall, name: new Secret("web") };
    const { inputs } = await provider.check(context(token("Firewall")), undefined, args);
    expect(inputs).toMatchObject({ name: new Secret("web"), inboundRules: [{ __defaults: [], protocol: "tcp" }] });
  });

  it.each<[string, PropertyMap, RegExp]>([
    ["Droplet", { region: "fra1" }, /Missing required property 'image'; Missing required property 'size'/],
    ["Droplet", { ...droplet, colour: "red" }, /Invalid or unknown key. Examine values at 'it.colour'/],
    ["Droplet", { ...droplet, image: "" }, /expected image to not be an empty string/],
    ["Droplet", { ...droplet, ipv4Address: "192.0.2.1" }, /Invalid or unknown key/],
    ["Droplet", { ...droplet, tags: "web" }, /tags has to be a set, got a string/],
    [
      "Firewall",
      { ...firewall, inboundRules: [{ protocol: "gre" }] },
      /expected inboundRules\[0\].protocol to be one of/,
    ],
    [
      "DnsRecord",
      { domain: "example.org", type: "PTR", value: "x" },
      /expected type to be one of \["A" "AAAA".*got PTR/,
    ],
    ["Volume", { region: "fra1", size: 0 }, /expected size to be at least \(1\), got 0/],
    ["ReservedIpAssignment", { dropletId: 1, ipAddress: "x" }, /valid IPv4 address, got: x/],
  ])("%s refuses %j", async (name, args, message) => {
    await expect(create(name, args)).rejects.toThrow(message);
  });

  it("takes decimal texts for numbers and the other way round", async () => {
    const assignment = { dropletId: "12", ipAddress: "203.0.113.200" };
    const checked = await provider.check(context(token("ReservedIpAssignment")), undefined, assignment);
    expect(checked.inputs.dropletId).toBe(12);
    const keys = await provider.check(context(token("Droplet")), undefined, { ...droplet, sshKeys: [12] });
    expect(keys.inputs.sshKeys).toEqual(["12"]);
  });
});

describe("replace rules", () => {
  it.each<[string, PropertyMap, PropertyMap, Record<string, string>]>([
    ["Droplet", droplet, {}, {}],
    ["Droplet", droplet, { userData: "#cloud-config" }, { userData: "add-replace" }],
    ["Droplet", droplet, { userData: unknown }, { userData: "add-replace" }],
    ["Droplet", droplet, { image: "debian-12-x64" }, { image: "update-replace" }],
    ["Droplet", droplet, { region: "ams3" }, { region: "update-replace" }],
    ["Droplet", droplet, { region: "FRA1" }, {}],
    ["Droplet", droplet, { monitoring: true }, { monitoring: "update-replace" }],
    ["Droplet", droplet, { dropletAgent: false }, { dropletAgent: "add-replace" }],
    ["Droplet", droplet, { vpcUuid: "x" }, { vpcUuid: "update-replace" }],
    ["Droplet", droplet, { sshKeys: [unknown] }, { sshKeys: "add-replace" }],
    ["Droplet", droplet, { ipv6: false }, { __meta: "update-replace", ipv6: "update" }],
    ["Droplet", droplet, { size: "s-1vcpu-2gb" }, { size: "update" }],
    ["Droplet", droplet, { tags: ["web", "mail"] }, { "tags[1]": "add" }],
    ["Droplet", droplet, { tags: ["mail"] }, { "tags[0]": "update" }],
    ["Droplet", droplet, { backups: true, name: "w" }, { backups: "update", name: "update" }],
    ["Firewall", firewall, { tags: [] }, { "tags[0]": "delete" }],
    [
      "Firewall",
      firewall,
      { inboundRules: [{ protocol: "icmp" }, ...firewall.inboundRules] },
      { "inboundRules[0]": "add" },
    ],
    [
      "Firewall",
      firewall,
      { inboundRules: [{ protocol: "tcp", portRange: "80", sourceAddresses: everywhere }] },
      { "inboundRules[0].portRange": "update" },
    ],
    ["Volume", { name: "v", region: "fra1", size: 1 }, { size: 2 }, { size: "update" }],
    ["Volume", { name: "v", region: "fra1", size: 1 }, { description: "d" }, { description: "add-replace" }],
    ["Volume", { name: "v", region: "fra1", size: 1 }, { name: "w" }, { name: "update-replace" }],
    [
      "Volume",
      { name: "v", region: "fra1", size: 1 },
      { initialFilesystemType: "ext4" },
      { initialFilesystemType: "add-replace" },
    ],
    ["Tag", { name: "a" }, { name: "b" }, { name: "update-replace" }],
    ["ReservedIp", { region: "fra1" }, { region: "ams3" }, { region: "update-replace" }],
    ["ReservedIp", { region: "fra1" }, { dropletId: 10 }, { dropletId: "add" }],
    ["Domain", { name: "example.org" }, { ipAddress: "192.0.2.1" }, { ipAddress: "add-replace" }],
    [
      "UptimeCheck",
      { name: "u", target: "https://a" },
      { target: "https://b", enabled: false },
      { enabled: "update", target: "update" },
    ],
  ])("%s with %j, then %j: %j", async (name, args, changes, expected) => {
    const made = await create(name, args);
    const result = await differ(name, made, { ...args, ...changes });
    const kinds = Object.entries(result.detailedDiff ?? {}).map(([path, { kind }]) => [path, kind]);
    expect(Object.fromEntries(kinds)).toEqual(expected);
    const replacing = Object.keys(expected).filter((path) => expected[path]!.endsWith("-replace"));
    expect(result.replaces).toEqual(replacing);
    expect(result.changes).toBe(kinds.length > 0);
  });

  it("deletes first where the program chose the name", async () => {
    const named = await create("Droplet", droplet);
    expect(await differ("Droplet", named, { ...droplet, image: "debian-12-x64" })).toMatchObject({
      deleteBeforeReplace: true,
    });
    const { name, ...unnamed } = droplet;
    expect(name).toBe("www");
    const made = await create("Droplet", unnamed);
    expect(await differ("Droplet", made, { ...unnamed, image: "debian-12-x64" })).toMatchObject({
      deleteBeforeReplace: false,
    });
  });

  it("leaves alone what is ignored", async () => {
    const made = await create("Droplet", { ...droplet, userData: "a" });
    const { inputs } = await provider.check(context(token("Droplet")), made.inputs, { ...droplet, userData: "b" });
    const diff = await provider.diff(context(token("Droplet")), made.id, made.inputs, made.outputs, inputs, [
      "userData",
    ]);
    expect(diff.changes).toBe(false);
  });

  it("refuses to shrink a volume", async () => {
    const made = await create("Volume", { name: "v", region: "fra1", size: 2 });
    await expect(differ("Volume", made, { name: "v", region: "fra1", size: 1 })).rejects.toThrow(
      "can only be expanded",
    );
  });
});

describe("droplets", () => {
  it("are unknown at a preview and touch nothing", async () => {
    const { id, outputs } = await provider.create(context(token("Droplet"), true), { ...droplet, userData: "a" });
    expect(id).toBe("");
    expect(outputs).toMatchObject({ id: unknown, ipv4Address: unknown, ipv6Address: unknown, dropletUrn: unknown });
    expect(outputs).toMatchObject({ name: "www", userData: "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8" });
    expect(world.specs).toEqual([]);
  });

  it("are machines", async () => {
    const { publicKey } = newKey();
    const key = await create("SshKey", { publicKey });
    await create("Firewall", firewall);
    const { id, outputs } = await create("Droplet", { ...droplet, userData: "#cloud-config", sshKeys: [key.id] });
    const rules = [{ protocol: "tcp", ports: "22", sources: everywhere }];
    expect(world.specs).toEqual([
      {
        name: "www",
        image: "debian-13",
        userData: "#cloud-config",
        size: "s-1vcpu-1gb",
        sshKeys: [publicKey.trim()],
        ipv6: true,
        firewall: rules,
        blockedPorts: [25, 465, 587],
      },
    ]);
    expect(world.firewalls[id]).toEqual(rules);
    expect(outputs).toMatchObject({
      id: "10",
      ipv4Address: "203.0.113.10",
      ipv6Address: "2001:db8:113::10",
      status: "active",
    });
    expect(outputs).toMatchObject({ memory: 1024, vcpus: 1, disk: 25, priceMonthly: 6, dropletUrn: "do:droplet:10" });
  });

  it.each<[PropertyMap, RegExp]>([
    [
      { region: "mars1" },
      /^1 error occurred:\n\t\* Error creating droplet: POST https:\/\/api.digitalocean.com\/v2\/droplets: 422 \(request "[0-9a-f-]+"\) You specified an invalid region for Droplet creation\.\n\n$/,
    ],
    [{ size: "huge" }, /422 .* You specified an invalid size for Droplet creation\./],
    [{ image: "debian-11-x64" }, /422 .* You specified an invalid image for Droplet creation\./],
    [{ sshKeys: ["1"] }, /422 .* 1 are invalid key identifiers for Droplet creation\./],
  ])("with %j are refused", async (changes, message) => {
    await expect(create("Droplet", { ...droplet, ...changes })).rejects.toThrow(message);
    expect(world.specs).toEqual([]);
  });

  it("are switched off and on for another size", async () => {
    const made = await create("Droplet", droplet);
    const inputs = { ...made.inputs, size: "s-1vcpu-2gb" };
    const { outputs } = await provider.update(context(token("Droplet")), made.id, made.inputs, made.outputs, inputs);
    expect(world.calls).toEqual(["off 10", "on 10"]);
    expect(outputs).toMatchObject({ size: "s-1vcpu-2gb", memory: 2048, ipv4Address: "203.0.113.10" });
  });

  it("that fail to change are kept as the plan says", async () => {
    const made = await create("Droplet", droplet);
    const inputs = { ...made.inputs, size: "huge" };
    const update = provider.update(context(token("Droplet")), made.id, made.inputs, made.outputs, inputs);
    await expect(update).rejects.toBeInstanceOf(PartialFailure);
  });

  it.each([
    ["the cloud", () => Reflect.deleteProperty(world.state.droplets!, "10")],
    ["the world", () => void world.machines.pop()],
  ])("that are gone from %s are gone", async (_where, vanish) => {
    const made = await create("Droplet", droplet);
    const read = () => provider.read!(context(token("Droplet")), made.id, made.inputs, made.outputs);
    expect((await read())?.inputs).toEqual(made.inputs);
    vanish();
    expect(await read()).toBeUndefined();
  });

  it("show what drifted as inputs", async () => {
    const made = await create("Droplet", { ...droplet, userData: "a" });
    Object.assign(world.state.droplets!["10"] as object, { name: "renamed" });
    const state = await provider.read!(context(token("Droplet")), made.id, made.inputs, made.outputs);
    expect(state?.inputs).toEqual({ ...made.inputs, name: "renamed" });
  });

  it("take their machine along", async () => {
    const made = await create("Droplet", droplet);
    await provider.delete(context(token("Droplet")), made.id, made.inputs, made.outputs);
    expect(world.calls).toEqual(["destroy 10"]);
    expect(world.state.droplets).toEqual({});
  });
});
