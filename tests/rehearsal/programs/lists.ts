import * as pulumi from "@pulumi/pulumi";
import {
  DnsProvider,
  DnsRecords,
  Host,
  type HostImage,
  type MailingListArgs,
  MailingLists,
  type PersonArgs,
  WebServer,
} from "../../../components/index";

// Mailing lists and what they stand on.
const config = new pulumi.Config("open-infrastructure");
const people = config.requireObject<PersonArgs[]>("people");
const { zoneId } = config.requireObject<{ zoneId: string }>("dns");
const { image } = config.requireObject<{ image: HostImage }>("host");
const password = config.requireSecret("notifyPassword");
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
  // What the mail provider has its customers write.
  records: [
    { name: "lists", type: "MX", value: "mx.example.net", priority: 10 },
    { name: "lists", type: "TXT", value: "v=spf1 include:spf.example.net -all" },
    { name: `mail._domainkey.${domain}`, type: "CNAME", value: `mail.${domain}.dkim.example.net` },
    { name: `_dmarc.${domain}`, type: "TXT", value: "v=DMARC1; p=reject" },
  ],
});
const lists = new MailingLists("lists", {
  host: webServer.connection,
  dataDirectory: host.dataDirectory,
  domain,
  people,
  mailbox: { server: "imap.example.net", user: `catch-all@${domain}`, password },
  relay: {
    server: "smtp.example.net",
    port: config.getNumber("relayPort"),
    user: `catch-all@${domain}`,
    password,
  },
  lists: config.requireObject<MailingListArgs[]>("lists"),
});

export const { url, kept, adminUser, adminPassword } = lists;
