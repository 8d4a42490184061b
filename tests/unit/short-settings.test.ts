import { spelledOut } from "../../settings/short";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz";
const asked = {
  domain: "example.com",
  dnsProvider: "cloudflare",
  zoneId: "0".repeat(32),
  region: "ams3",
  email: "joan@example.com",
  person: "joan",
  sshKey: key,
  repository: "https://git.example.net/joan/website.git",
};
const joan = { name: "joan", mail: "joan@example.com", sshKeys: [key], roles: ["administrator"] };

test("a stack begins with the answers to a few questions", () => {
  expect(spelledOut(asked)).toEqual({
    settings: {
      domain: "example.com",
      dns: { provider: "cloudflare", zoneId: "0".repeat(32) },
      host: { region: "ams3" },
      acme: { email: "joan@example.com" },
      people: [joan],
      website: { domain: "www.example.com", aliases: ["example.com"], repository: asked.repository },
    },
    problems: [],
  });
});

test("without a repository the person pushes the pages", () => {
  const { settings } = spelledOut({ ...asked, repository: undefined });
  expect(settings.website).toEqual({ domain: "www.example.com", aliases: ["example.com"], deployKeys: [key] });
});

test("a person may have no key, and DigitalOcean's zones have no identifier", () => {
  const { settings } = spelledOut({ ...asked, sshKey: undefined, zoneId: undefined, dnsProvider: "digitalocean" });
  expect(settings).toMatchObject({ dns: { provider: "digitalocean" }, people: [{ ...joan, sshKeys: [] }] });
});

test("longer settings take over, one after the other", () => {
  const website = { domain: "www.example.com", deployKeys: [key] };
  const { settings, problems } = spelledOut({ ...asked, repository: undefined, website, people: [joan, joan] });
  expect(settings).toMatchObject({ website, people: [joan, joan], acme: { email: "joan@example.com" } });
  expect(problems).toEqual([
    "person: counts for nothing beside people; take away one or the other",
    "sshKey: counts for nothing beside people and website; take away one or the other",
  ]);
});

test("a machine that is there already takes the place of one to rent", () => {
  const existingHost = { address: "192.0.2.7", hostKey: key };
  const { settings, problems } = spelledOut({ ...asked, region: undefined, existingHost });
  expect([settings.host, settings.existingHost, problems]).toEqual([undefined, existingHost, []]);
  expect(spelledOut({ ...asked, existingHost }).problems).toEqual([
    "region: counts for nothing beside host; take away one or the other",
  ]);
});

test("somebody else's people in a copied file are refused, not let in", () => {
  const others = { people: [{ name: "ada", mail: "ada@example.org" }], acme: { email: "hostmaster@example.org" } };
  expect(spelledOut({ ...asked, ...others }).problems).toContain(
    "person: counts for nothing beside people; take away one or the other",
  );
});
