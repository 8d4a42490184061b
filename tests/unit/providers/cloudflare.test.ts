import { provider } from "../../../rehearsal/providers/cloudflare/index";
import { useWorld } from "../../../rehearsal/providers/pretend-cloud";
import { Unknown, type PropertyMap } from "../../../rehearsal/providers/value";
import { change, context, make } from "./context";
import { FakeWorld } from "./fake-world";

const TYPE = "cloudflare:index/dnsRecord:DnsRecord";
const zoneId = "023e105f4ecef8ad9ca31a8372d0c353";
const address = { zoneId, name: "www.example.org", type: "A", content: "192.0.2.1", ttl: 300 };
const record = (args: PropertyMap) => make(provider, TYPE, { zoneId, ttl: 300, ...args });

let world: FakeWorld;
beforeEach(() => useWorld((world = new FakeWorld())));
afterAll(() => useWorld());

it("publishes records of every kind that an organisation needs", async () => {
  await record({ name: "Example.org", type: "A", content: "192.0.2.1" });
  await record({ name: "@", type: "AAAA", content: "2001:DB8:0:0::1", ttl: 1 });
  await record({ name: "www", type: "CNAME", content: "Example.org." });
  await record({ name: "example.org", type: "MX", content: "mx.example.com", priority: 10 });
  await record({ name: "example.org", type: "TXT", content: '"v=spf1 " "-all"' });
  await record({ name: "example.org", type: "CAA", data: { flags: 0, tag: "issue", value: "letsencrypt.org" } });
  await record({
    name: "_imaps._tcp.example.org",
    type: "SRV",
    data: { priority: 1, weight: 2, port: 993, target: "imap.example.com" },
  });
  expect(world.zones).toEqual({
    "example.org": [
      { name: "example.org.", type: "A", value: "192.0.2.1", ttl: 300 },
      { name: "example.org.", type: "AAAA", value: "2001:db8::1", ttl: 300 },
      { name: "www.example.org.", type: "CNAME", value: "example.org.", ttl: 300 },
      { name: "example.org.", type: "MX", value: "mx.example.com.", ttl: 300, priority: 10 },
      { name: "example.org.", type: "TXT", value: "v=spf1 -all", ttl: 300 },
      { name: "example.org.", type: "CAA", value: '0 issue "letsencrypt.org"', ttl: 300 },
      {
        name: "_imaps._tcp.example.org.",
        type: "SRV",
        value: "imap.example.com.",
        ttl: 300,
        priority: 1,
        weight: 2,
        port: 993,
      },
    ],
  });
});

it("answers with what the API adds", async () => {
  const { id, outputs } = await record({ name: "www.example.org", type: "CNAME", content: "example.org" });
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(outputs).toMatchObject({ id, proxied: false, proxiable: true, meta: "{}", zoneId });
  expect(outputs.settings).toEqual({ flattenCname: false, ipv4Only: false, ipv6Only: false });
});

it("knows only the inputs at a preview, and touches nothing", async () => {
  const { id, outputs } = await provider.create(context(TYPE, true), { ...address, content: Unknown.instance });
  expect(id).toBe("");
  expect(outputs).toMatchObject({ content: Unknown.instance, modifiedOn: Unknown.instance, proxied: false });
  expect(world.state).toEqual({});
});

describe("a change", () => {
  it.each<[string, PropertyMap, PropertyMap, string[], string[]]>([
    ["of nothing", address, {}, [], []],
    ["of the content", address, { content: "192.0.2.2" }, ["content", "modifiedOn"], []],
    ["of the ttl", address, { ttl: 600 }, ["modifiedOn", "ttl"], []],
    ["of the name", address, { name: "web.example.org" }, ["modifiedOn", "name"], []],
    ["of the type", address, { type: "AAAA", content: "::1" }, ["content", "modifiedOn", "type"], ["type"]],
    ["of the zone", address, { zoneId: "other" }, ["zoneId"], ["zoneId"]],
    ["to something unknown", address, { content: Unknown.instance }, ["content", "modifiedOn"], []],
    ["of the case of a target", { ...address, type: "CNAME", content: "a.example" }, { content: "A.example" }, [], []],
    ["by a comment", address, { comment: "c" }, ["comment", "commentModifiedOn", "modifiedOn"], []],
  ])("%s", async (_what, before, changes, diffs, replaces) => {
    const made = await make(provider, TYPE, before);
    const result = await change(provider, TYPE, made, { ...before, ...changes });
    expect(result).toEqual({ changes: diffs.length > 0, diffs, replaces });
  });

  it("is none when a refresh brought the full name", async () => {
    await record(address);
    const made = await record({ name: "mail", type: "A", content: "192.0.2.1" });
    const state = await provider.read!(context(TYPE), made.id, made.inputs, made.outputs);
    expect(state?.outputs.name).toBe("mail.example.org");
    const { changes } = await change(provider, TYPE, { ...made, outputs: state!.outputs }, { ...made.inputs });
    expect(changes).toBe(false);
  });

  it("takes the place of the old record", async () => {
    const made = await record(address);
    const inputs = { ...made.inputs, content: "192.0.2.9" };
    const { outputs } = await provider.update(context(TYPE), made.id, made.inputs, made.outputs, inputs);
    expect(outputs).toMatchObject({ id: made.id, content: "192.0.2.9", createdOn: made.outputs.createdOn });
    expect(world.zones["example.org"]).toEqual([{ name: "www.example.org.", type: "A", value: "192.0.2.9", ttl: 300 }]);
    await provider.delete(context(TYPE), made.id, inputs, outputs);
    expect(world.zones["example.org"]).toEqual([]);
    expect(await provider.read!(context(TYPE), made.id, inputs, outputs)).toBeUndefined();
  });
});

describe("the API refuses", () => {
  beforeEach(() => record(address));
  const at = (args: PropertyMap) => ({ ...address, ...args });
  it.each<[string, PropertyMap, string]>([
    ["the same record again", address, '{"code":81058,"message":"An identical record already exists."}'],
    [
      "a CNAME beside others",
      at({ type: "CNAME", content: "a.example" }),
      '"code":81053,"message":"An A, AAAA, or CNAME record',
    ],
    ["a proxied MX", at({ type: "MX", priority: 1, proxied: true, ttl: 1 }), '"code":9004'],
    [
      "a proxied record with a ttl",
      at({ name: "x.example.org", proxied: true }),
      "ttl must be set to 1 when `proxied` is true",
    ],
    [
      "a proxied private address",
      at({ name: "x.example.org", content: "10.0.0.1", proxied: true, ttl: 1 }),
      '"code":9003',
    ],
    ["an MX without priority", at({ type: "MX", content: "mx.example.com" }), '"code":9007'],
    ["a short ttl", at({ name: "x.example.org", ttl: 5 }), '"code":9021'],
    ["an address that is none", at({ name: "x.example.org", content: "x" }), '"code":9005'],
  ])("%s", async (_what, args, message) => {
    await expect(make(provider, TYPE, args)).rejects.toThrow(message);
    expect(world.zones["example.org"]).toHaveLength(1);
  });

  it("an address beside a CNAME", async () => {
    await record({ name: "alias.example.org", type: "CNAME", content: "example.org" });
    await expect(record({ ...address, name: "alias.example.org" })).rejects.toThrow('"code":81054');
  });
});

it.each<[string, PropertyMap, string]>([
  ["no ttl", { zoneId, name: "a", type: "A" }, "Missing required property 'ttl'"],
  ["a type it doesn't know", { ...address, type: "X" }, "Attribute type value must be one of"],
])("check refuses %s", async (_what, args, reason) => {
  const { failures } = await provider.check(context(TYPE), undefined, args);
  expect(failures?.[0]?.reason).toContain(reason);
});

it("needs one full name before it knows what a zone is called", async () => {
  await expect(record({ name: "@", type: "A", content: "192.0.2.1" })).rejects.toThrow(
    `zone ${zoneId} isn't known yet`,
  );
});

it("imports a record by its zone and id", async () => {
  const { id } = await record(address);
  const state = await provider.read!(context(TYPE), `${zoneId}/${id}`, {}, {});
  expect(state).toMatchObject({ id, inputs: address, outputs: { id, proxied: false } });
});

it("finds a zone by its name, and records by the zone's id", async () => {
  const { result } = await provider.invoke!("cloudflare:index/getZone:getZone", { filter: { name: "example.co.uk" } });
  await record({ zoneId: result.zoneId, name: "www.example.co.uk", type: "A", content: "192.0.2.1" });
  expect(Object.keys(world.zones)).toEqual(["example.co.uk"]);
});
