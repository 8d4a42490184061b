import * as pulumi from "@pulumi/pulumi";
import {
  CodeHosting,
  type CodeHostingReleaseArgs,
  type CodeHostingSoftware,
  DnsProvider,
  DnsRecords,
  Host,
  type PersonArgs,
  WebServer,
} from "../../../components/index";

// A forge and what it stands on. `archive` takes the place of the release that the rehearsal chose.
const config = new pulumi.Config("open-infrastructure");
const code = config.requireObject<{ software: CodeHostingSoftware; release: CodeHostingReleaseArgs }>("code");
const people = config.requireObject<PersonArgs[]>("people");
const { zoneId } = config.requireObject<{ zoneId: string }>("dns");

const generation = config.getNumber("generation") ?? 1;
const host = new Host("web", {
  region: "fra1",
  generation,
  people,
  allowFrom: ["198.51.100.0/24"],
  publicSsh: true,
  keepsData: true,
  dataVolume: { size: 2 },
});
const webServer = new WebServer("web-server", { host: host.connection, acme: { email: "hostmaster@example.org" } });
new DnsRecords("dns", {
  zone: "example.org",
  provider: DnsProvider.Cloudflare,
  zoneId,
  machines: [{ names: ["code"], ipv4: host.address, ipv6: host.ipv6Address }],
});
const forge = new CodeHosting("code", {
  host: webServer.connection,
  dataDirectory: host.dataDirectory,
  domain: "code.example.org",
  people,
  software: code.software,
  release: config.getObject<CodeHostingReleaseArgs>("archive") ?? code.release,
  mail: { from: "code@example.org", server: "smtp.example.net", password: config.requireSecret("notifyPassword") },
});

export const { url, adminUser, adminPassword } = forge;
