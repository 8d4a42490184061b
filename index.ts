import { CiRunner, CodeHosting, ContinuousIntegration, DnsRecords, Documents } from "./components/index";
import { ExistingHost, Host, MailDns, MailingLists, Website, WebServer } from "./components/index";
import { readSettings } from "./settings/index";

const { domain, dns, host, existingHost, people, acme, notify: mailer, secret, ...services } = readSettings();
const { website, code, ci, runners, documents, lists, mail } = services;

const notify = { mail: mailer && { ...mailer, password: secret.notifyPassword! }, webhook: secret.notifyWebhook };
// Git over SSH is for everybody; administrators stay bound to `allowFrom`.
const common = { people, notify, publicSsh: code !== undefined };
const keepsData = [code, documents, lists].some((service) => service !== undefined);
const machine = host
  ? new Host("web", { keepsData, ...host, ...common })
  : new ExistingHost("web", { ...existingHost!, privateKey: secret.existingHostPrivateKey, ...common });

const webServer = new WebServer("web-server", { host: machine.connection, acme });

const site = new Website("website", { host: webServer.connection, ...website });

const shared = { host: webServer.connection, dataDirectory: machine.dataDirectory, people };
const forge = code && new CodeHosting("code", { ...shared, ...code, mail: notify.mail });

const builds =
  ci &&
  new ContinuousIntegration("ci", {
    ...shared,
    host: forge!.connection,
    ...ci,
    // Plain values, so that a first preview shows what is run.
    forge: { software: code!.software ?? "forgejo", url: `https://${code!.domain}`, adminUser: "administrator" },
  });

for (const { name, host: size, ...runner } of runners) {
  const { connection } = new Host(name, { ...size, people, notify });
  new CiRunner(`${name}-builds`, { host: connection, server: builds!.runner, ...runner });
}

const files = documents && new Documents("documents", { ...shared, ...documents, mail: notify.mail });

const mailDns = mail && new MailDns("mail", { zone: domain, ...dns, ...mail, host: webServer.connection });

const mailingLists =
  lists &&
  new MailingLists("lists", {
    ...shared,
    ...lists,
    mailbox: {
      envelopeHeader: mail?.lists && mailDns!.envelopeHeader,
      ...lists.mailbox,
      password: secret.listsMailboxPassword!,
    },
    relay: { ...lists.relay, password: secret.listsRelayPassword! },
  });

const pages = [website, code, ci, documents, lists].flatMap((service) => (service ? [service.domain] : []));
const names = [...pages, ...(website.aliases ?? []), ...(mail?.mtaSts ? [`mta-sts.${mail.domain ?? domain}`] : [])];
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
  ...(forge && { ...signIn("code", forge), codeSshUrl: forge.sshUrl }),
  ...(builds && { ciUrl: builds.url }),
  ...(files && signIn("documents", files)),
  ...(mailingLists && { ...signIn("lists", mailingLists), listsAddresses: mailingLists.addresses }),
  dnsNames: records.names,
};

function signIn(name: string, { url, adminUser, adminPassword }: CodeHosting | Documents | MailingLists) {
  return { [`${name}Url`]: url, [`${name}AdminUser`]: adminUser, [`${name}AdminPassword`]: adminPassword };
}
