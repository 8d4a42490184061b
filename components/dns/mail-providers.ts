import { type DnsRecordArgs, DnsRecordType } from "./dns-record-args";
import { type MailDkimArgs, type MailDomainArgs, type MailExchangerArgs, MailProvider } from "./mail-dns-args";
import { listFitness, type ListFitness } from "./mail-fitness";

/** What a provider has its customers put into DNS. The page in docs says where and when each fact was found. */
export interface MailPreset {
  /** Servers that receive mail for a domain. */
  mx: MailExchangerArgs[];
  /** What SPF includes. */
  include?: string;
  /** Keys that are under the same names for every customer. */
  dkim: MailDkimArgs[];
  /** Where the provider shows the keys that differ from customer to customer. */
  dkimShownAt?: string;
  /** How mail programs find their settings: names below the domain. */
  clients: DnsRecordArgs[];
  /** What mailing lists find there. */
  lists: ListFitness;
}

const nothing: Omit<MailPreset, "lists"> = { mx: [], dkim: [], clients: [] };

const inOrder = (...hosts: string[]): MailExchangerArgs[] =>
  hosts.map((host, index) => ({ host, priority: 10 * (index + 1) }));

const service = (name: string, target: string, port: number, priority = 0): DnsRecordArgs => ({
  name: `_${name}._tcp`,
  type: DnsRecordType.SRV,
  value: target,
  priority,
  weight: 1,
  port,
});

const alias = (name: string, target: string): DnsRecordArgs => ({ name, type: DnsRecordType.CNAME, value: target });

const presets: Record<MailProvider, (domain: string, args: MailDomainArgs) => Omit<MailPreset, "lists">> = {
  [MailProvider.Fastmail]: (domain) => ({
    mx: inOrder("in1-smtp.messagingengine.com", "in2-smtp.messagingengine.com"),
    include: "spf.messagingengine.com",
    dkim: ["fm1", "fm2", "fm3"].map((selector) => ({ selector, target: `${selector}.${domain}.dkim.fmhosted.com` })),
    clients: [
      service("submission", "smtp.fastmail.com", 587),
      service("imaps", "imap.fastmail.com", 993),
      service("pop3s", "pop.fastmail.com", 995, 10),
      service("jmap", "api.fastmail.com", 443),
      service("carddavs", "carddav.fastmail.com", 443),
      service("caldavs", "caldav.fastmail.com", 443),
    ],
  }),
  [MailProvider.Migadu]: (domain) => ({
    mx: inOrder("aspmx1.migadu.com", "aspmx2.migadu.com"),
    include: "spf.migadu.com",
    dkim: ["key1", "key2", "key3"].map((selector) => ({
      selector,
      target: `${selector}.${domain}._domainkey.migadu.com`,
    })),
    clients: [
      alias("autoconfig", "autoconfig.migadu.com"),
      service("autodiscover", "autodiscover.migadu.com", 443),
      service("submissions", "smtp.migadu.com", 465),
      service("imaps", "imap.migadu.com", 993),
      service("pop3s", "pop.migadu.com", 995),
    ],
  }),
  [MailProvider.MailboxOrg]: () => ({
    mx: [
      { host: "mxext1.mailbox.org", priority: 10 },
      { host: "mxext2.mailbox.org", priority: 10 },
      { host: "mxext3.mailbox.org", priority: 20 },
    ],
    include: "mailbox.org",
    dkim: ["mbo0001", "mbo0002", "mbo0003", "mbo0004"].map((selector) => ({
      selector,
      target: `${selector}._domainkey.mailbox.org`,
    })),
    clients: [alias("autoconfig", "mailbox.org"), service("autodiscover", "mailbox.org", 443)],
  }),
  [MailProvider.Proton]: () => ({
    ...nothing,
    mx: inOrder("mail.protonmail.ch", "mailsec.protonmail.ch"),
    include: "_spf.protonmail.ch",
    dkimShownAt: "Settings, Domain names, DKIM",
  }),
  [MailProvider.Google]: () => ({
    ...nothing,
    mx: [{ host: "smtp.google.com", priority: 1 }],
    include: "_spf.google.com",
    dkimShownAt: "the admin console under Apps, Google Workspace, Gmail, Authenticate email",
  }),
  [MailProvider.Microsoft365]: (domain) => ({
    ...nothing,
    mx: [{ host: `${domain.replaceAll(".", "-")}.mail.protection.outlook.com`, priority: 0 }],
    include: "spf.protection.outlook.com",
    dkimShownAt: "the Defender portal under Email authentication settings, DKIM",
    clients: [alias("autodiscover", "autodiscover.outlook.com")],
  }),
  [MailProvider.Zoho]: (_, { zohoRegion = "com" }) => ({
    ...nothing,
    mx: ["mx", "mx2", "mx3"].map((name, index) => ({
      host: `${name}.zoho.${zohoRegion}`,
      priority: [10, 20, 50][index]!,
    })),
    include: `zohomail.${zohoRegion}`,
    dkimShownAt: "the admin console under Domains, Email configuration, DKIM",
  }),
  [MailProvider.Custom]: () => nothing,
  [MailProvider.None]: () => nothing,
};

/** What a provider has a domain put into DNS. */
export function mailPreset(provider: MailProvider, domain: string, args: MailDomainArgs): MailPreset {
  return { ...presets[provider](domain, args), lists: listFitness[provider] };
}
