import * as pulumi from "@pulumi/pulumi";
import {
  DnsProvider,
  DnsRecords,
  Documents,
  DocumentsSoftware,
  type DocumentsReleaseArgs,
  Host,
  type HostImage,
  type PersonArgs,
  WebServer,
} from "../../../components/index";

// Documents and what they stand on. `archive` takes the place of the release that the rehearsal chose.
const config = new pulumi.Config("open-infrastructure");
const { release, software } = config.requireObject<{ release: DocumentsReleaseArgs; software: DocumentsSoftware }>(
  "documents",
);
const people = config.requireObject<PersonArgs[]>("people");
const { zoneId } = config.requireObject<{ zoneId: string }>("dns");

const image = config.get("image") as HostImage | undefined;
const host = new Host("web", {
  region: "fra1",
  ...(image && { image }),
  generation: config.getNumber("generation") ?? 1,
  people,
  allowFrom: ["198.51.100.0/24"],
  keepsData: true,
  dataVolume: { size: 8 },
});
const webServer = new WebServer("web-server", { host: host.connection, acme: { email: "hostmaster@example.org" } });
new DnsRecords("dns", {
  zone: "example.org",
  provider: DnsProvider.Cloudflare,
  zoneId,
  machines: [{ names: ["documents"], ipv4: host.address, ipv6: host.ipv6Address }],
});
const documents = new Documents("documents", {
  host: webServer.connection,
  dataDirectory: host.dataDirectory,
  domain: "documents.example.org",
  people,
  software,
  release: config.getObject<DocumentsReleaseArgs>("archive") ?? release,
  mail: { from: "documents@example.org", server: "smtp.example.net", password: config.requireSecret("notifyPassword") },
  quota: "5 GB",
  apps: config.getObject<string[]>("apps"),
  ...(software === DocumentsSoftware.Nextcloud && { phoneRegion: "DE" }),
});

export const { url, adminUser, adminPassword } = documents;
