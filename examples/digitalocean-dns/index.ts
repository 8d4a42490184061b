import { DnsProvider, DnsRecords, Host, Website, WebServer } from "open-infrastructure";

const server = new Host("server", { region: "ams3" });

const webServer = new WebServer("web-server", {
  host: server.connection,
  acme: { email: "hostmaster@example.org" },
});

const site = new Website("website", {
  host: webServer.connection,
  domain: "www.example.org",
  aliases: ["example.org"],
  repository: "https://git.example.net/example/website.git",
});

// The zone exists already and is served by DigitalOcean's name servers. It goes by its name, there is no identifier.
new DnsRecords("dns", {
  zone: "example.org",
  provider: DnsProvider.DigitalOcean,
  machines: [{ names: ["www.example.org", "example.org"], ipv4: server.address, ipv6: server.ipv6Address }],
  caa: { accountUri: webServer.accountUri },
});

export const url = site.url;
