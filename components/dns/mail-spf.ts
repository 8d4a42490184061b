import * as pulumi from "@pulumi/pulumi";
import { isIPv6 } from "node:net";
import { demand, domainName, networkRange, refuse, type Rule, wholeNumber } from "../validate";
import type { MailSenderArgs } from "./mail-dns-args";

/**
 * How many look-ups an include costs, itself counted. Numbers that were seen come with the page that shows the whole tree
 * (wirewiki.com/domains/…/spf, read in November 2026); those that weren't are one more than the provider's own includes would need.
 */
export const knownIncludes: Record<string, number> = {
  "spf.messagingengine.com": 1, // wwwizer.com
  "amazonses.com": 1, // wwwizer.com
  "_spf.google.com": 1, // wwwizer.com; four until 2025
  "spf.protection.outlook.com": 1, // akixi.com
  "servers.mcsv.net": 1, // 16100.fi
  "_spf.hostedemail.com": 1, // _spf.sprit.org
  "sendgrid.net": 2, // hutman.net
  "_spf.protonmail.ch": 2, // flokinet.is
  "zoho.eu": 2, // dl.sm.ua
  "mailgun.org": 5, // sps-ocs.com
  // Not seen.
  "spf.migadu.com": 2,
  "mailbox.org": 2,
  "zohomail.com": 3,
  "zohomail.eu": 3,
};

/** RFC 7208, 4.6.4: with more, receivers treat the record as broken. */
export const mostLookups = 10;

/** The SPF record of a domain, and what it costs. */
export interface SpfRecord {
  text: string;
  lookups: number;
}

/** Who sends in the name of a domain. */
export interface SpfSenders {
  /** The input that holds them. */
  input: string;
  domain: string;
  senders: { input: string; sender: MailSenderArgs }[];
  /** Whether receivers may refuse all others by this alone. */
  strict: boolean;
}

/** One record out of all who send. Refused if it costs more look-ups than receivers make. */
export function spfRecord(resource: pulumi.Resource, { input: all, domain, senders, strict }: SpfSenders): SpfRecord {
  const includes = new Map<string, number>();
  const addresses = new Set<string>();
  for (const { input, sender } of senders) {
    const { include, address } = sender;
    if ((include === undefined) === (address === undefined))
      refuse(resource, `${input} needs either include or address, got ${include === undefined ? "neither" : "both"}`);
    if (address !== undefined) {
      demand(resource, `${input}.address`, address, networkRange);
      if (address.endsWith("/0")) refuse(resource, `${input}.address must not be everybody's, got "${address}"`);
      if (sender.lookups !== undefined)
        refuse(resource, `${input}.lookups is for an include, got an address, which costs none`);
      addresses.add(`${isIPv6(address.split("/")[0]!) ? "ip6" : "ip4"}:${address}`);
    } else if (include !== undefined) {
      demand(resource, `${input}.include`, include, includedName);
      if (include === domain) refuse(resource, `${input}.include must not be the domain itself, got "${include}"`);
      const cost = costOf(resource, input, include, sender.lookups);
      includes.set(include, Math.max(cost, includes.get(include) ?? 0));
    }
  }
  const lookups = [...includes.values()].reduce((sum, cost) => sum + cost, 0);
  if (lookups > mostLookups) {
    const costs = [...includes].map(([include, cost]) => `${include} ${cost}`).join(", ");
    refuse(
      resource,
      `${all} must cost at most ${mostLookups} look-ups together, got ${lookups}: ${costs}. Let a service send from a name of its own, such as "news.example.org"`,
    );
  }
  const terms = [...[...includes.keys()].map((include) => `include:${include}`), ...addresses];
  return { text: ["v=spf1", ...terms, strict || terms.length === 0 ? "-all" : "~all"].join(" "), lookups };
}

const includedName: Rule<string> = {
  allowed: 'a name such as "sendgrid.net", without "include:"',
  accepts: (value) =>
    typeof value === "string" && /^[a-z0-9_.-]+$/.test(value) && domainName.accepts(value.replaceAll("_", "")),
};

function costOf(resource: pulumi.Resource, input: string, include: string, said: number | undefined): number {
  if (said !== undefined) {
    demand(resource, `${input}.lookups`, said, wholeNumber(1, mostLookups));
    return said;
  }
  const known = knownIncludes[include];
  if (known !== undefined) return known;
  void pulumi.log.warn(
    `${input}.include: it isn't known how many look-ups "${include}" costs, so it counts as 1; say it with ${input}.lookups`,
    resource,
  );
  return 1;
}
