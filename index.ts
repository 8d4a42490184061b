import { DnsRecords, ExistingHost, Host, Website, WebServer } from "./components/index";
import { readSettings } from "./config";

const { domain, dns, host, existingHost, people, acme, notify: mail, website, ...secret } = readSettings();

const notify = {
  mail: mail && { ...mail, password: secret.notifyPassword! },
  webhook: secret.notifyWebhook,
};
const machine = host
  ? new Host("web", { ...host, people, notify })
  : new ExistingHost("web", { ...existingHost!, privateKey: secret.existingHostPrivateKey, people, notify });

const webServer = new WebServer("web-server", { host: machine.connection, acme });

const site = new Website("website", { host: webServer.connection, ...website });

const names = [website.domain, ...(website.aliases ?? [])];
const records = new DnsRecords("dns", {
  zone: domain,
  ...dns,
  machines: [
    { names, ipv4: machine.address, ipv6: machine instanceof Host ? machine.ipv6Address : existingHost?.ipv6Address },
  ],
  caa: { accountUri: webServer.accountUri, reportTo: acme.email },
});

/** Addresses of the machine. */
export const address = machine.address;
export const ipv6Address = machine.ipv6Address;
/** Where the website is. */
export const url = site.url;
/** Names that DNS leads to the machine. */
export const dnsNames = records.names;
