import * as pulumi from "@pulumi/pulumi";
import {
  DnsProvider,
  DnsRecords,
  Host,
  type HostImage,
  MailDmarcPolicy,
  MailDns,
  type MailingListArgs,
  MailingLists,
  MailProvider,
  type PersonArgs,
  WebServer,
} from "../../../components/index";

// Mailing lists and what they stand on.
const config = new pulumi.Config("open-infrastructure");
const people = config.requireObject<PersonArgs[]>("people");
const { zoneId } = config.requireObject<{ zoneId: string }>("dns");
const { image } = config.requireObject<{ image: HostImage }>("host");
const domain = "lists.example.org";

const host = new Host("web", {
  region: "fra1",
  image,
  people,
  allowFrom: ["198.51.100.0/24"],
  keepsData: true,
});
const webServer = new WebServer("web-server", { host: host.connection, acme: { email: "hostmaster@example.org" } });
new DnsRecords("dns", {
  zone: "example.org",
  provider: DnsProvider.Cloudflare,
  zoneId,
  machines: [{ names: ["lists"], ipv4: host.address, ipv6: host.ipv6Address }],
});
const provider = (name: string) => ({
  mx: [{ host: "mx.example.net", priority: 10 }],
  senders: [{ include: "spf.example.net", lookups: 1 }],
  dkim: [{ selector: "mail", target: `mail.${name}.dkim.example.net` }],
});
const mail = new MailDns("mail", {
  ...provider("example.org"),
  zone: "example.org",
  provider: DnsProvider.Cloudflare,
  zoneId,
  preset: MailProvider.Custom,
  lists: { ...provider(domain), domain, dmarc: { policy: MailDmarcPolicy.Reject } },
});
const lists = new MailingLists("lists", {
  host: webServer.connection,
  dataDirectory: host.dataDirectory,
  domain,
  people,
  mailbox: {
    server: "imap.example.net",
    user: `catch-all@${domain}`,
    password: config.requireSecret("listsMailboxPassword"),
    envelopeHeader: mail.envelopeHeader,
  },
  relay: {
    server: "smtp.example.net",
    port: config.getNumber("relayPort"),
    user: `catch-all@${domain}`,
    password: config.requireSecret("listsRelayPassword"),
  },
  lists: config.requireObject<MailingListArgs[]>("lists"),
});

export const { url, kept, adminUser, adminPassword } = lists;
