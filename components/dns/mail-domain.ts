import type * as pulumi from "@pulumi/pulumi";
import { demand, domainName, refuse, wholeNumber } from "../validate";
import { DnsProvider, type DnsRecordArgs, DnsRecordType } from "./dns-record-args";
import { canonicalTarget } from "./dns-names";
import type { WrittenRecord } from "./dns-origin";
import { type MailDmarcArgs, type MailDomainArgs, type MailExchangerArgs, MailProvider } from "./mail-dns-args";
import { dkimRecord } from "./mail-dkim";
import { dmarcText, neverSends } from "./mail-dmarc";
import { mailPreset, type MailPreset } from "./mail-providers";
import { spfRecord } from "./mail-spf";

/** A domain with mail, and all that is said about it. */
export interface MailDomain {
  domain: string;
  provider: MailProvider;
  args: MailDomainArgs;
  /** What its inputs begin with: nothing or `lists.`. */
  prefix: string;
  /** What the purposes of its records begin with. */
  purpose: string;
  /** Further senders, and whether the provider sends at all. */
  relay?: { input: string; sender: { include?: string; address?: string; lookups?: number } };
  strictSpf: boolean;
  dmarc: { input: string; args: MailDmarcArgs };
  reports?: string;
  autoconfig: boolean;
}

/** What a domain's mail comes to. */
export interface MailDomainRecords {
  records: WrittenRecord[];
  mx: MailExchangerArgs[];
  spfLookups: number;
}

/** Every record of a domain with mail. */
export function domainRecords(resource: pulumi.Resource, mail: MailDomain): MailDomainRecords {
  const { domain, provider, args, prefix, purpose } = mail;
  const preset = mailPreset(provider, domain, args);
  const text = (name: string, value: pulumi.Input<string>, rest: Partial<DnsRecordArgs> = {}): DnsRecordArgs => ({
    name,
    type: DnsRecordType.TXT,
    value,
    ...rest,
  });
  const mx = exchangers(resource, mail, preset);
  const spf = spfRecord(resource, {
    input: `${prefix}senders`,
    domain,
    senders: senders(resource, mail, preset),
    strict: mail.strictSpf,
  });
  const keys = [
    ...preset.dkim
      .filter(({ selector }) => !args.dkim?.some((key) => key.selector === selector))
      .map((key) => ({ input: `${prefix}preset`, fields: {}, key })),
    ...(args.dkim ?? []).map((key, index) => {
      const input = `${prefix}dkim[${index}]`;
      const value = `${input}.${key.key === undefined ? "target" : "key"}`;
      return { input, fields: { name: `${input}.selector`, value }, key };
    }),
  ];
  const howToSign = `put keys into ${prefix}dkim${preset.dkimShownAt === undefined ? "" : `, which ${provider} shows at ${preset.dkimShownAt}`}`;
  const dmarc = dmarcText(resource, mail.dmarc.args, {
    input: mail.dmarc.input,
    reports: mail.reports,
    signed: keys.length > 0,
    howToSign,
  });
  const records: WrittenRecord[] = [
    ...mx.map(({ host, priority }, index) => ({
      input: args.mx === undefined ? `${prefix}preset` : `${prefix}mx[${index}]`,
      record: { name: domain, type: DnsRecordType.MX, value: host, priority, purpose: `${purpose}mx-${index + 1}` },
    })),
    { input: `${prefix}senders`, record: text(domain, spf.text, { purpose: `${purpose}spf` }) },
    ...keys.map(({ key, ...rest }) => ({ ...rest, record: dkimRecord(resource, rest.input, domain, key) })),
    { input: mail.dmarc.input, record: text(`_dmarc.${domain}`, dmarc) },
    ...(args.verification ?? []).map((value, index) => ({
      input: `${prefix}verification[${index}]`,
      record: text(domain, value, { purpose: `${purpose}verification-${index + 1}` }),
    })),
    ...(mail.autoconfig ? preset.clients : []).map((record) => ({
      input: "autoconfig",
      record: { ...record, name: `${record.name}.${domain}` },
    })),
  ];
  return { records, mx, spfLookups: spf.lookups };
}

function exchangers(resource: pulumi.Resource, { args, provider, prefix }: MailDomain, preset: MailPreset) {
  const mx = args.mx ?? preset.mx;
  if (mx.length === 0) refuse(resource, `${prefix}mx is needed for "${provider}", got none`);
  mx.forEach(({ host, priority }, index) => {
    demand(resource, `${prefix}mx[${index}].host`, host, domainName);
    demand(resource, `${prefix}mx[${index}].priority`, priority, wholeNumber(0, 65535));
  });
  return mx.map(({ host, priority }) => ({ host: canonicalTarget(host), priority }));
}

function senders(resource: pulumi.Resource, { args, provider, prefix, relay }: MailDomain, { include }: MailPreset) {
  const all = [
    ...(include === undefined || relay !== undefined ? [] : [{ input: `${prefix}preset`, sender: { include } }]),
    ...(relay === undefined ? [] : [relay]),
    ...(args.senders ?? []).map((sender, index) => ({ input: `${prefix}senders[${index}]`, sender })),
  ];
  if (all.length === 0)
    refuse(resource, `${prefix}senders is needed for "${provider}": say who sends mail, with include or address`);
  return all;
}

/** The records of a name that neither sends nor receives. DigitalOcean takes no null MX. */
export function silentRecords(
  input: string,
  name: string,
  purpose: string,
  dnsProvider: DnsProvider,
  reports: string | undefined,
): WrittenRecord[] {
  const records: DnsRecordArgs[] = [
    ...(dnsProvider === DnsProvider.DigitalOcean
      ? []
      : [{ name, type: DnsRecordType.MX, value: ".", priority: 0, purpose: `${purpose}mx-1` }]),
    { name, type: DnsRecordType.TXT, value: "v=spf1 -all", purpose: `${purpose}spf` },
    { name: `_dmarc.${name}`, type: DnsRecordType.TXT, value: neverSends(reports) },
  ];
  return records.map((record) => ({ input, record }));
}
