import { firstSafeGogs as ofComponents } from "../../../components/code/releases";
import { firstSafeGogs, gogsIsSafe } from "../../../policy/rules/gogs-is-safe";
import { pinnedHostKey } from "../../../policy/rules/pinned-host-key";
import { unknown, type Value } from "../../../policy/rules/rule";
import { sshFromDecidedNetworks } from "../../../policy/rules/ssh-from-decided-networks";
import { command, judged, resource, said } from "./resources";

describe("from where SSH is allowed", () => {
  const host = "open-infrastructure:index:Host";
  const firewall = "digitalocean:index/firewall:Firewall";
  const opening = (portRange: Value, ...sourceAddresses: Value[]) => ({
    inboundRules: [{ protocol: "tcp", portRange, sourceAddresses }],
  });

  test.each([
    ["a host with networks", host, { allowFrom: ["198.51.100.0/24"] }],
    ["a host that is open on purpose", host, { allowFrom: ["0.0.0.0/0", "::/0"], publicSsh: true }],
    ["a network that is known later", host, { allowFrom: [unknown] }],
    ["the firewall of a host", `${host}$${firewall}`, opening("22", "0.0.0.0/0")],
    ["a firewall that opens something else", firewall, opening("443", "0.0.0.0/0")],
    ["a firewall that is open to one network", firewall, opening("1-65535", "192.0.2.0/24")],
    ["a firewall without openings", firewall, {}],
    ["something else", "other:index:Thing", opening("22", "0.0.0.0/0")],
  ])("passes: %s", (_, path, properties) => {
    expect(judged(sshFromDecidedNetworks, resource(path, "it", properties))).toEqual([]);
  });

  test.each([
    ["a host without networks", host, {}, "SSH is open to the world and nobody said so"],
    ["an existing one with none", "open-infrastructure:index:ExistingHost", { allowFrom: [] }, "nobody said so"],
    ["a firewall for IPv4", firewall, opening("22", "192.0.2.1", "0.0.0.0/0"), "SSH is open to 0.0.0.0/0"],
    ["a firewall for a range of ports", firewall, opening("20-30", "::/0"), "SSH is open to ::/0"],
    ["a firewall for all ports", firewall, opening("all", "::/0", unknown), "SSH is open to ::/0"],
  ])("fails: %s", (_, path, properties, wrong) => {
    expect(said(judged(sshFromDecidedNetworks, resource(path, "it", properties)))).toEqual([
      expect.stringContaining(wrong),
    ]);
  });

  test.each([
    [host, { allowFrom: unknown }, "allowFrom"],
    [firewall, { inboundRules: unknown }, "inboundRules"],
    [firewall, { inboundRules: [unknown] }, "inboundRules"],
    [firewall, opening(unknown, "0.0.0.0/0"), "inboundRules.portRange"],
    [firewall, opening("22", unknown), "inboundRules.sourceAddresses"],
  ])("can't judge %s with %p", (path, properties, missing) => {
    expect(judged(sshFromDecidedNetworks, resource(path, "it", properties))).toEqual([{ unknown: missing }]);
  });
});

describe("keys of machines", () => {
  const of = (connection: Value) => judged(pinnedHostKey, command("true", { connection }));

  test("a pinned key passes, also that of a machine between", () => {
    expect(of({ host: unknown, hostKey: "ssh-ed25519 AAAA" })).toEqual([]);
    expect(of({ hostKey: "ssh-ed25519 AAAA", proxy: { host: "between", hostKey: "ssh-ed25519 BBBB" } })).toEqual([]);
    expect(judged(pinnedHostKey, resource("command:local:Command", "here", { create: "true" }))).toEqual([]);
  });

  test.each([[{ host: "192.0.2.1" }], [{ hostKey: " " }], [null]])("a missing key fails: %p", (connection) => {
    expect(said(of(connection))).toEqual([expect.stringContaining("connection.hostKey is missing")]);
  });

  test("copying files is logging in, too", () => {
    const copy = resource("command:remote:CopyToRemote", "copy", { connection: { host: "192.0.2.1" } });
    expect(said(judged(pinnedHostKey, copy))).toEqual([expect.stringContaining("connection.hostKey is missing")]);
    expect(said(of({ hostKey: "k", proxy: { host: "between" } }))).toEqual([
      expect.stringContaining("connection.proxy.hostKey is missing"),
    ]);
  });

  test("a key that is known later can't be judged", () => {
    expect(of(unknown)).toEqual([{ unknown: "connection.hostKey" }]);
    expect(of({ hostKey: unknown })).toEqual([{ unknown: "connection.hostKey" }]);
  });
});

describe("Gogs", () => {
  const of = (properties: { [key: string]: Value }) =>
    judged(gogsIsSafe, resource("open-infrastructure:index:CodeHosting", "code", properties));
  const archive = (version: string) =>
    `https://github.com/gogs/gogs/releases/download/v${version}/gogs_v${version}_linux_amd64.tar.gz`;

  test("safe versions pass, and others than Gogs", () => {
    expect(of({ software: "gogs", release: { version: firstSafeGogs } })).toEqual([]);
    expect(of({ software: "gogs", release: { version: "0.15.0" } })).toEqual([]);
    expect(of({ software: "gogs" })).toEqual([]);
    expect(of({ software: "forgejo", release: { version: "0.1.0" } })).toEqual([]);
    expect(judged(gogsIsSafe, command(`fetch ${archive("0.14.3")}`))).toEqual([]);
  });

  test("unsafe versions fail, whatever is accepted", () => {
    const properties = { software: "gogs", release: { version: "0.13.2" }, acceptKnownVulnerabilities: true };
    expect(said(of(properties))).toEqual([expect.stringContaining("Gogs 0.13.2 lets whoever has an account")]);
  });

  test.each([
    archive("0.14.2"),
    "https://dl.gogs.io/0.12.0/gogs_0.12.0_linux_amd64.tar.gz",
    "docker run gogs/gogs:0.13",
  ])("an unsafe version in a script fails, once: %s", (text) => {
    expect(said(judged(gogsIsSafe, command(text)))).toEqual([
      expect.stringMatching(/^create: Gogs 0\.1[234](\.\d)? lets/),
    ]);
  });

  test("what is known later can't be judged", () => {
    expect(of({ software: unknown })).toEqual([{ unknown: "software" }]);
    expect(of({ software: "gogs", release: unknown })).toEqual([{ unknown: "release.version" }]);
    expect(judged(gogsIsSafe, command(unknown))).toEqual([{ unknown: "create" }]);
  });

  test("the components know the same version", () => expect(firstSafeGogs).toBe(ofComponents));
});
