import * as pulumi from "@pulumi/pulumi";
import {
  CodeHosting,
  type CodeHostingReleaseArgs,
  type CodeHostingSoftware,
  DnsProvider,
  DnsRecords,
  Host,
  MailDns,
  MailProvider,
  type PersonArgs,
  WebServer,
} from "../../../components/index";

// A forge, what it stands on, and the DNS of its mail. `archive` takes the place of the release that the rehearsal chose.
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
  machines: [{ names: ["code", "mta-sts"], ipv4: host.address, ipv6: host.ipv6Address }],
});
const mail = new MailDns("mail", {
  zone: "example.org",
  provider: DnsProvider.Cloudflare,
  zoneId,
  preset: MailProvider.Custom,
  mx: [{ host: "mx.example.net", priority: 10 }],
  senders: [{ include: "spf.example.net", lookups: 1 }],
  dkim: [{ selector: "mail", target: "mail.example.org.dkim.example.net" }],
  dmarc: { policy: "reject" },
  reports: "postmaster@example.org",
  mtaSts: { mode: "enforce" },
  host: webServer.connection,
  nonSending: ["code.example.org"],
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
export const { records, mtaStsId } = mail;
