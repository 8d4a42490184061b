import type * as pulumi from "@pulumi/pulumi";
import { demand, domainName, mailAddress, oneOf, refuse, yesOrNo } from "../validate";
import { spoken } from "./dns-names";
import type { WrittenRecord } from "./dns-origin";
import { DnsProvider } from "./dns-record-args";
import {
  type MailDnsArgs,
  type MailListsArgs,
  MailProvider,
  type MailSenderArgs,
  MailZohoRegion,
} from "./mail-dns-args";
import { domainRecords, silentRecords } from "./mail-domain";
import { listEnvelopeHeader, listFitness } from "./mail-fitness";
import { type MtaStsPolicy, mtaStsPolicy } from "./mail-mta-sts";

/** What `MailDns` is going to do, all of it known before anything is touched. */
export interface MailPlan {
  domain: string;
  records: WrittenRecord[];
  policy?: MtaStsPolicy;
  envelopeHeader: string;
  spfLookups: number;
}

/** Judges every input and works out the records. */
export function mailPlan(resource: pulumi.Resource, args: MailDnsArgs): MailPlan {
  const { zone, provider, preset, lists, reports, mtaSts, host, autoconfig = true, strictSpf = false } = args;
  demand(resource, "zone", zone, domainName);
  demand(resource, "provider", provider, oneOf(DnsProvider));
  demand(resource, "preset", preset, oneOf(MailProvider));
  demand(resource, "strictSpf", strictSpf, yesOrNo);
  demand(resource, "autoconfig", autoconfig, yesOrNo);
  if (reports !== undefined) demand(resource, "reports", reports, mailAddress);
  if (args.zohoRegion !== undefined) judgeRegion(resource, "zohoRegion", args.zohoRegion, preset);
  const domain = args.domain ?? zone;
  judgePlace(resource, "domain", domain, zone);
  if (mtaSts !== undefined && host === undefined)
    refuse(resource, "mtaSts needs host, a machine with a web server that serves its policy, got none");

  const silent = (args.nonSending ?? []).flatMap((name, index) => {
    const input = `nonSending[${index}]`;
    judgePlace(resource, input, name, zone);
    if ((name === domain && preset !== MailProvider.None) || name === lists?.domain)
      refuse(resource, `${input} must be a name without mail, got "${name}", which has some`);
    return silentRecords(input, name, `${spoken(name, zone)}-`, provider, reports);
  });
  if (preset === MailProvider.None) {
    for (const input of ["mx", "dkim", "senders", "dmarc", "mtaSts", "verification"] as const)
      if (args[input] !== undefined) refuse(resource, `${input} is for domains with mail, got the preset "none"`);
  }
  const own =
    preset === MailProvider.None
      ? { records: silentRecords("preset", domain, "", provider, reports), mx: [], spfLookups: 0 }
      : domainRecords(resource, {
          domain,
          provider: preset,
          args,
          prefix: "",
          purpose: "",
          strictSpf,
          dmarc: { input: "dmarc", args: args.dmarc ?? {} },
          reports,
          autoconfig,
        });
  const listsToo = lists === undefined ? undefined : listRecords(resource, lists, args, domain);
  const policy = mtaSts === undefined ? undefined : mtaStsPolicy(resource, mtaSts, own.mx);
  return {
    domain,
    policy,
    records: [
      ...own.records,
      ...(policy === undefined || reports === undefined ? [] : [tlsReports(domain, reports)]),
      ...(listsToo?.records ?? []),
      ...silent,
    ],
    envelopeHeader: listsToo?.envelopeHeader ?? listFitness[preset].envelopeHeader ?? "",
    spfLookups: own.spfLookups,
  };
}

function listRecords(resource: pulumi.Resource, lists: MailListsArgs, args: MailDnsArgs, organisation: string) {
  const { zone, strictSpf = false, reports } = args;
  const { domain, preset = args.preset, relay } = lists;
  demand(resource, "lists.preset", preset, oneOf(MailProvider));
  judgePlace(resource, "lists.domain", domain, zone);
  if (domain === organisation)
    refuse(
      resource,
      `lists.domain must be a domain of its own, since everything to it goes to the lists, got "${domain}"`,
    );
  if (lists.zohoRegion !== undefined) judgeRegion(resource, "lists.zohoRegion", lists.zohoRegion, preset);
  const envelopeHeader = listEnvelopeHeader(resource, preset, lists);
  judgeCircle(resource, lists, args.senders ?? [], organisation);
  const { records } = domainRecords(resource, {
    domain,
    provider: preset,
    args: lists,
    prefix: "lists.",
    purpose: `${spoken(domain, zone)}-`,
    relay: relay === undefined ? undefined : { input: "lists.relay", sender: relay },
    strictSpf,
    dmarc:
      lists.dmarc === undefined
        ? { input: "dmarc", args: args.dmarc ?? {} }
        : { input: "lists.dmarc", args: lists.dmarc },
    reports,
    // Nobody reads the lists' mailbox with a mail program.
    autoconfig: false,
  });
  return { records, envelopeHeader };
}

/** Receivers that look one up would look up the other, and that one again, until they give up. */
function judgeCircle(
  resource: pulumi.Resource,
  { domain, relay, senders = [] }: MailListsArgs,
  others: MailSenderArgs[],
  organisation: string,
): void {
  const back = others.findIndex(({ include }) => include === domain);
  const there = senders.findIndex(({ include }) => include === organisation);
  const input = relay?.include === organisation ? "lists.relay" : there < 0 ? undefined : `lists.senders[${there}]`;
  if (back >= 0 && input !== undefined)
    refuse(resource, `${input}.include must not be "${organisation}", which includes ${domain} by senders[${back}]`);
}

function tlsReports(domain: string, reports: string): WrittenRecord {
  return {
    input: "reports",
    record: { name: `_smtp._tls.${domain}`, type: "TXT", value: `v=TLSRPTv1; rua=mailto:${reports}` },
  };
}

function judgePlace(resource: pulumi.Resource, input: string, name: string, zone: string): void {
  demand(resource, input, name, domainName);
  if (name !== zone && !name.endsWith(`.${zone}`))
    refuse(resource, `${input} must lie in the zone "${zone}", got "${name}"`);
}

function judgeRegion(resource: pulumi.Resource, input: string, region: MailZohoRegion, preset: MailProvider): void {
  demand(resource, input, region, oneOf(MailZohoRegion));
  if (preset !== MailProvider.Zoho) refuse(resource, `${input} is for "zoho", got the preset "${preset}"`);
}
