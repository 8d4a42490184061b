import { CiRunner, CodeHosting, ContinuousIntegration } from "open-infrastructure";
import { DnsProvider, DnsRecords, Host, Role, WebServer } from "open-infrastructure";

const people = [
  {
    name: "ada",
    mail: "ada@example.org",
    sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz"],
    roles: [Role.Administrator],
  },
  { name: "grace", mail: "grace@example.org" },
];

// Git over SSH is for everybody. Repositories outlive the machine on a volume of their own.
const machine = new Host("code-host", {
  region: "fra1",
  size: "s-2vcpu-4gb",
  people,
  publicSsh: true,
  keepsData: true,
  dataVolume: { size: 20 },
});
const webServer = new WebServer("web-server", { host: machine.connection, acme: { email: "hostmaster@example.org" } });

const forge = new CodeHosting("code", {
  host: webServer.connection,
  domain: "code.example.org",
  dataDirectory: machine.dataDirectory,
  people,
});

const builds = new ContinuousIntegration("ci", {
  host: forge.connection,
  domain: "ci.example.org",
  dataDirectory: machine.dataDirectory,
  people,
  forge: { software: forge.software, url: forge.url },
});

// A machine of its own: whoever builds with Docker may take over the machine.
const builder = new Host("builder", { region: "fra1", size: "s-2vcpu-4gb", people });
new CiRunner("builds", { host: builder.connection, server: builds.runner, capacity: 2 });

new DnsRecords("dns", {
  zone: "example.org",
  provider: DnsProvider.Cloudflare,
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
  machines: [{ names: ["code", "ci"], ipv4: machine.address, ipv6: machine.ipv6Address }],
});

export const { url, sshUrl, adminUser, adminPassword } = forge;
export const ciUrl = builds.url;
