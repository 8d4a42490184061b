import {
  CiRunner,
  CiSoftware,
  CodeHosting,
  ContinuousIntegration,
  DnsProvider,
  DnsRecords,
  Documents,
  ExistingHost,
  Host,
  MailDns,
  MailingLists,
  MailProvider,
  Role,
  Website,
  WebServer,
} from "../../components/index";
import { testHost } from "./harness";

/** Texts that must never show anywhere but on standard input and in connections. */
export const secrets = [
  "secret-mail-password",
  "https://hooks.example.net/secret-path",
  "secret-login-key",
  "secret-of-runners",
];

const notify = {
  mail: { to: "ada@example.org", from: "web@example.org", server: "smtp.example.net", password: secrets[0]! },
  webhook: secrets[1]!,
};
const people = [
  {
    name: "ada",
    mail: "ada@example.org",
    sshKeys: [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)} ada@laptop`],
    roles: [Role.Administrator],
  },
];
const repository = "https://git.example.net/example/website.git";

/** Every component, made with everything that it can be given. The key is the name of its class. */
export const makeComponent: Record<string, (name: string) => unknown> = {
  CodeHosting: (name) =>
    new CodeHosting(name, {
      host: testHost,
      domain: "code.example.org",
      software: "gitea",
      release: { version: "1.26.0", sha256: "ab".repeat(32) },
      people,
      mail: { from: "code@example.org", server: "smtp.example.net", password: secrets[0]! },
    }),
  Documents: (name) =>
    new Documents(name, {
      host: testHost,
      domain: "documents.example.org",
      people,
      release: { version: "33.0.9", sha256: "ab".repeat(32) },
      mirror: "https://mirror.example.org",
      mail: { from: "documents@example.org", server: "smtp.example.net", password: secrets[0]! },
      quota: "5 GB",
      phoneRegion: "DE",
      apps: ["files_sharing"],
    }),
  Host: (name) =>
    new Host(name, {
      region: "fra1",
      people,
      notify,
      reservedAddress: true,
      allowFrom: ["198.51.100.0/24"],
      dataVolume: { size: 10 },
    }),
  ExistingHost: (name) => new ExistingHost(name, { ...testHost, people, notify }),
  DnsRecords: (name) =>
    new DnsRecords(name, {
      zone: "example.org",
      provider: DnsProvider.DigitalOcean,
      machines: [{ names: ["@", "www"], ipv4: "198.51.100.7", ipv6: "2001:db8::7" }],
      caa: { reportTo: "hostmaster@example.org" },
    }),
  MailDns: (name) =>
    new MailDns(name, {
      zone: "example.org",
      provider: DnsProvider.Cloudflare,
      zoneId: "0123456789abcdef0123456789abcdef",
      preset: MailProvider.Fastmail,
      senders: [{ include: "sendgrid.net" }, { address: "198.51.100.7" }],
      dmarc: { policy: "quarantine", testing: true },
      reports: "postmaster@example.org",
      mtaSts: { mode: "enforce" },
      host: testHost,
      lists: { domain: "lists.example.org", preset: MailProvider.Migadu },
      nonSending: ["www.example.org"],
    }),
  MailingLists: (name) =>
    new MailingLists(name, {
      host: testHost,
      domain: "lists.example.org",
      mailDomain: "mail.example.org",
      mailbox: { server: "imap.example.net", user: "lists@example.net", password: secrets[0]! },
      relay: { server: "smtp.example.net", user: "lists@example.net", password: secrets[0]! },
      people,
      lists: [{ name: "talk", description: "Everybody's", posting: "open", archive: "public" }],
    }),
  WebServer: (name) => new WebServer(name, { host: testHost, acme: { email: "hostmaster@example.org" } }),
  Website: (name) =>
    new Website(name, { host: testHost, domain: "www.example.org", aliases: ["example.org"], repository }),
  ContinuousIntegration: (name) =>
    new ContinuousIntegration(name, {
      host: testHost,
      domain: "ci.example.org",
      forge: { software: "forgejo", url: "https://code.example.org/", adminUser: "steward", requireSignIn: true },
      people,
      open: true,
      release: { version: "3.17.0", sha256: "0".repeat(64) },
      mirror: "https://mirror.example.org",
    }),
  CiRunner: (name) =>
    new CiRunner(name, {
      host: testHost,
      server: { software: CiSoftware.Woodpecker, server: "ci.example.org", secret: secrets[3]! },
      capacity: 2,
      repository: "example/infrastructure",
      labels: { memory: "large" },
      images: [
        { name: "example/tool:1", dockerfile: "FROM scratch\nCOPY tool.sh /\n", files: { "tool.sh": "#!/bin/sh\n" } },
      ],
      closedNetworks: ["10.0.0.0/8", "fc00::/7"],
      release: { version: "3.17.0", sha256: "0".repeat(64) },
    }),
};
