import type * as pulumi from "@pulumi/pulumi";
import type { HostConnectionArgs } from "../remote/connection";
import type { DnsProvider } from "./dns-record-args";

/** Who hosts an organisation's mail. */
export const MailProvider = {
  /** Fastmail. */
  Fastmail: "fastmail",
  /** Migadu. */
  Migadu: "migadu",
  /** mailbox.org, of Berlin. */
  MailboxOrg: "mailbox.org",
  /** Proton Mail. */
  Proton: "proton",
  /** Google Workspace. */
  Google: "google",
  /** Microsoft 365. */
  Microsoft365: "microsoft-365",
  /** Zoho Mail; `zohoRegion` says where the account is. */
  Zoho: "zoho",
  /** Somebody else: `mx`, `senders` and `dkim` say what they need. */
  Custom: "custom",
  /** Nobody: the domain neither receives nor sends mail. */
  None: "none",
} as const;
/** Who hosts an organisation's mail. */
export type MailProvider = (typeof MailProvider)[keyof typeof MailProvider];

/** Where a Zoho account is. */
export const MailZohoRegion = {
  /** zoho.com. */
  World: "com",
  /** zoho.eu. */
  Europe: "eu",
} as const;
/** Where a Zoho account is. */
export type MailZohoRegion = (typeof MailZohoRegion)[keyof typeof MailZohoRegion];

/** What receivers do with mail that isn't proven to come from the domain. */
export const MailDmarcPolicy = {
  /** Deliver, and report. */
  None: "none",
  /** Deliver as suspicious, mostly among the spam. */
  Quarantine: "quarantine",
  /** Don't deliver. */
  Reject: "reject",
} as const;
/** What receivers do with mail that isn't proven to come from the domain. */
export type MailDmarcPolicy = (typeof MailDmarcPolicy)[keyof typeof MailDmarcPolicy];

/** What senders do when mail can't be delivered to the domain over proven TLS. */
export const MailMtaStsMode = {
  /** Deliver and report. */
  Testing: "testing",
  /** Don't deliver. */
  Enforce: "enforce",
  /** Deliver, and forget the policy of before. */
  None: "none",
} as const;
/** What senders do when mail can't be delivered to the domain over proven TLS. */
export type MailMtaStsMode = (typeof MailMtaStsMode)[keyof typeof MailMtaStsMode];

/** A server that receives a domain's mail. */
export interface MailExchangerArgs {
  /** Name of the server. */
  host: string;
  /** Lower numbers are tried first. */
  priority: number;
}

/** A key that a domain's mail is signed with. Either `target` or `key` is needed. */
export interface MailDkimArgs {
  /** Name of the key, the part before `_domainkey`. */
  selector: string;
  /** Name at the provider where the key is, for providers that change keys themselves. */
  target?: pulumi.Input<string>;
  /** The key as the provider shows it: `v=DKIM1; k=rsa; p=…`. */
  key?: pulumi.Input<string>;
}

/** Who may send mail in a domain's name. Either `include` or `address` is needed. */
export interface MailSenderArgs {
  /** Name that a sending service says to include in SPF, for example `sendgrid.net`. */
  include?: string;
  /** Address or network that sends by itself. */
  address?: string;
  /** How many look-ups the `include` costs, itself counted. Defaults to what is known of the large services; what isn't known counts as 1, with a warning. */
  lookups?: number;
}

/** What receivers of a domain's mail are told to do with forgeries. */
export interface MailDmarcArgs {
  /** `none`, `quarantine` or `reject`. Anything but `none` needs DKIM. Defaults to `none`. */
  policy?: MailDmarcPolicy;
  /** Whether receivers report as if the policy held, but do what the one before it says. Defaults to false. */
  testing?: boolean;
  /** Share of forgeries that the policy is for, 1 to 99, with receivers that follow the DMARC of before 2026. All others apply it to everything. Defaults to all. */
  percent?: number;
  /** Policy of names below the domain that have none of their own. Anything but `none` needs DKIM. Defaults to the domain's. */
  subdomains?: MailDmarcPolicy;
  /** Whether a signature or sender of another name in the same domain proves nothing. Defaults to false. */
  strictAlignment?: boolean;
}

/** How senders make sure that they deliver to the right server, encrypted. */
export interface MailMtaStsArgs {
  /** `testing`, `enforce`, or `none` for the weeks before it is taken away. Defaults to `testing`. */
  mode?: MailMtaStsMode;
  /** Seconds that senders remember the policy, 86400 to 31557600. Defaults to 604800, a week, for `enforce` and a day for the others. */
  maxAge?: number;
}

/** What a provider needs in the DNS of a domain that it hosts mail for. */
export interface MailDomainArgs {
  /** Zoho: ending of the address at which you sign in, `com` or `eu`. Defaults to `com`. */
  zohoRegion?: MailZohoRegion;
  /** Servers that receive mail. Defaults to the provider's; needed for `custom`. */
  mx?: MailExchangerArgs[];
  /** Keys that the provider and other senders sign with, besides those that every customer of the provider has. Defaults to none. */
  dkim?: MailDkimArgs[];
  /** Who sends mail besides the provider. Defaults to nobody; needed for `custom`. */
  senders?: MailSenderArgs[];
  /** Texts with which the provider has you prove that the domain is yours, for example `hosted-email-verify=…`. Defaults to none. */
  verification?: pulumi.Input<string>[];
}

/** The domain of mailing lists. Everything to it lands in one mailbox, which the lists are fetched from. */
export interface MailListsArgs extends MailDomainArgs {
  /** Domain of the lists' addresses, for example `lists.example.org`. It lies in the zone and is nobody else's. */
  domain: string;
  /** Who hosts the mailbox. Defaults to who hosts the organisation's mail. */
  preset?: MailProvider;
  /** Header in which the mailbox's provider notes whom a mail was for. Defaults to the provider's; needed where it isn't known. */
  envelopeHeader?: string;
  /** Who sends the lists' mail in place of the mailbox's provider. */
  relay?: MailSenderArgs;
  /** What receivers do with forgeries of the lists' mail. Defaults to the organisation's. */
  dmarc?: MailDmarcArgs;
}

/** Arguments of `MailDns`. */
export interface MailDnsArgs extends MailDomainArgs {
  /** Domain whose zone the records go into. The zone exists already and is served by the provider. */
  zone: string;
  /** Who serves the zone. */
  provider: DnsProvider;
  /** Cloudflare: identifier of the zone, as its overview page shows it. */
  zoneId?: pulumi.Input<string>;
  /** Domain of the mail addresses. Defaults to the zone. */
  domain?: string;
  /** Who hosts the mail. */
  preset: MailProvider;
  /** Whether receivers may refuse mail from elsewhere by SPF alone, forwarded mail included. Defaults to false: DMARC decides. */
  strictSpf?: boolean;
  /** What receivers do with forgeries. Defaults to reports only. */
  dmarc?: MailDmarcArgs;
  /** Mail address that gets the reports of DMARC and, with MTA-STS, of failed deliveries. Defaults to none. */
  reports?: string;
  /** Whether mail programs find their settings by themselves, where the provider has that. Defaults to true. */
  autoconfig?: boolean;
  /** MTA-STS: senders are told which servers are the right ones. Needs `host`. Defaults to none. */
  mtaSts?: MailMtaStsArgs;
  /** MTA-STS: machine with a web server, usually the `connection` of a WebServer, that serves the policy. */
  host?: pulumi.Input<HostConnectionArgs>;
  /** Mailing lists. Defaults to none. */
  lists?: MailListsArgs;
  /** Full names in the zone that never send or receive mail. At DigitalOcean, which knows no null MX, they are only kept from sending. Defaults to none. */
  nonSending?: string[];
  /** Seconds that resolvers may keep the records, 60 to 86400. Defaults to 300. */
  ttl?: pulumi.Input<number>;
}
