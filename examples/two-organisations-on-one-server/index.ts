import { DnsProvider, DnsRecords, Host, Role, Website, WebServer } from "open-infrastructure";

/** What is each one's own. Their names tell components and files on the machine apart. */
const organisations = {
  choir: {
    zone: "choir.example",
    zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
    repository: "https://git.example.net/choir/website.git",
  },
  garden: {
    zone: "garden.example",
    zoneId: "372e67954025e0ba6aaa6d586b9e0b59",
    repository: "https://git.example.net/garden/website.git",
  },
};

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz";

// Whoever administrates the machine can read what both keep there.
const server = new Host("shared", {
  region: "fra1",
  people: [{ name: "ada", mail: "ada@choir.example", sshKeys: [key], roles: [Role.Administrator] }],
});

const webServer = new WebServer("web-server", { host: server.connection, acme: { email: "ada@choir.example" } });

export const urls = Object.entries(organisations).map(([name, { zone, zoneId, repository }]) => {
  const domain = `www.${zone}`;
  new DnsRecords(`${name}-dns`, {
    zone,
    provider: DnsProvider.Cloudflare,
    zoneId,
    machines: [{ names: [domain, zone], ipv4: server.address, ipv6: server.ipv6Address }],
    caa: { accountUri: webServer.accountUri },
  });
  return new Website(name, { host: webServer.connection, domain, aliases: [zone], repository }).url;
});
