import * as pulumi from "@pulumi/pulumi";
import { CiRunner, CodeHosting, ContinuousIntegration, DnsProvider, DnsRecords, Documents } from "open-infrastructure";
import { Host, MailDns, MailingListArchive, MailingLists, MailProvider, Role, Website } from "open-infrastructure";
import { WebServer } from "open-infrastructure";

const secrets = new pulumi.Config();

const domain = "example.org";
const zone = { zone: domain, provider: DnsProvider.Cloudflare, zoneId: "023e105f4ecef8ad9ca31a8372d0c353" };
const people = [
  {
    name: "ada",
    mail: "ada@example.org",
    sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz"],
    roles: [Role.Administrator],
  },
  { name: "grace", mail: "grace@example.org" },
];
const mailbox = { user: "catch-all@lists.example.org", password: secrets.requireSecret("listsPassword") };
const mail = {
  from: "server@example.org",
  server: "smtp.example.net",
  password: secrets.requireSecret("mailPassword"),
};
const notify = { mail: { to: "ada@example.org", ...mail } };

const server = new Host("web", {
  region: "fra1",
  size: "s-4vcpu-8gb",
  people,
  notify,
  publicSsh: true,
  keepsData: true,
  dataVolume: { size: 20 },
});
const { connection: host, accountUri } = new WebServer("web-server", {
  host: server.connection,
  acme: { email: "hostmaster@example.org" },
});

const site = new Website("website", {
  host,
  domain: "www.example.org",
  aliases: [domain],
  repository: "https://git.example.net/example/website.git",
});

const service = { host, dataDirectory: server.dataDirectory, people };
const forge = new CodeHosting("code", { ...service, domain: "code.example.org", mail });
const builds = new ContinuousIntegration("ci", {
  ...service,
  host: forge.connection,
  domain: "ci.example.org",
  forge: { software: forge.software, url: forge.url },
});
const builder = new Host("builder", { region: "fra1", size: "s-2vcpu-4gb", people, notify });
new CiRunner("builds", { host: builder.connection, server: builds.runner });

const files = new Documents("documents", { ...service, domain: "documents.example.org", mail });

const lists = new MailingLists("lists", {
  ...service,
  domain: "lists.example.org",
  mailbox: { server: "imap.example.net", ...mailbox },
  relay: { server: "smtp.example.net", ...mailbox },
  lists: [{ name: "announce", archive: MailingListArchive.Public }, { name: "members" }],
});

const sender = {
  preset: MailProvider.Custom,
  mx: [{ host: "mx.example.net", priority: 10 }],
  senders: [{ include: "spf.example.net", lookups: 1 }],
};
new MailDns("mail", {
  ...zone,
  ...sender,
  dkim: [{ selector: "mail", target: "mail.example.org.dkim.example.net" }],
  dmarc: { policy: "quarantine" },
  lists: {
    ...sender,
    domain: "lists.example.org",
    dkim: [{ selector: "mail", target: "mail.lists.example.org.dkim.example.net" }],
  },
});

const names = [domain, "www", "code", "ci", "documents", "lists"];
new DnsRecords("dns", {
  ...zone,
  machines: [{ names, ipv4: server.address, ipv6: server.ipv6Address }],
  caa: { accountUri },
});

export const urls = [site.url, forge.url, builds.url, files.url, lists.url];
export const passwords = pulumi.secret({
  code: forge.adminPassword,
  documents: files.adminPassword,
  lists: lists.adminPassword,
});
