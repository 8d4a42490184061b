import { CiRunner, CodeHosting, ContinuousIntegration, DnsRecords } from "./components/index";
import { ExistingHost, Host, Website, WebServer } from "./components/index";
import { readSettings } from "./config";

const { domain, dns, host, existingHost, people, acme, notify: mail, ...services } = readSettings();
const { website, code, ci, runners, ...secret } = services;

const notify = {
  mail: mail && { ...mail, password: secret.notifyPassword! },
  webhook: secret.notifyWebhook,
};
// Git over SSH is for everybody; administrators stay bound to `allowFrom`.
const common = { people, notify, publicSsh: code !== undefined };
const machine = host
  ? new Host("web", { keepsData: code !== undefined, ...host, ...common })
  : new ExistingHost("web", { ...existingHost!, privateKey: secret.existingHostPrivateKey, ...common });

const webServer = new WebServer("web-server", { host: machine.connection, acme });

const site = new Website("website", { host: webServer.connection, ...website });

const forge =
  code &&
  new CodeHosting("code", {
    host: webServer.connection,
    dataDirectory: machine.dataDirectory,
    ...code,
    people,
    mail: notify.mail,
  });

const builds =
  ci &&
  new ContinuousIntegration("ci", {
    host: forge!.connection,
    dataDirectory: machine.dataDirectory,
    ...ci,
    // Plain values, so that a first preview shows what is run.
    forge: { software: code!.software ?? "forgejo", url: `https://${code!.domain}`, adminUser: "administrator" },
    people,
  });

for (const { name, host: size, ...runner } of runners) {
  const { connection } = new Host(name, { ...size, people, notify });
  new CiRunner(`${name}-builds`, { host: connection, server: builds!.runner, ...runner });
}

const names = [website.domain, ...(website.aliases ?? []), ...(code ? [code.domain] : []), ...(ci ? [ci.domain] : [])];
const records = new DnsRecords("dns", {
  zone: domain,
  ...dns,
  machines: [
    { names, ipv4: machine.address, ipv6: machine instanceof Host ? machine.ipv6Address : existingHost?.ipv6Address },
  ],
  caa: { accountUri: webServer.accountUri, reportTo: acme.email },
});

/** What the stack hands out: where the machine and its services are. An output without a value would be warned of. */
export = {
  address: machine.address,
  ipv6Address: machine.ipv6Address,
  url: site.url,
  ...(forge && {
    codeUrl: forge.url,
    codeSshUrl: forge.sshUrl,
    codeAdminUser: forge.adminUser,
    codeAdminPassword: forge.adminPassword,
  }),
  ...(builds && { ciUrl: builds.url }),
  dnsNames: records.names,
};
