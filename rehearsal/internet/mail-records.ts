import { network } from "../machines/network";
import type { ZoneRecord } from "../machines/types";
import type { MailKeys } from "./mail-keys";
import { mailProvider, names, outside } from "./names";

/** Zones of the mail provider and of people outside, which say more than an address. `keys` are the texts of the signing keys. */
export function mailZones(keys: MailKeys | undefined): Record<string, ZoneRecord[]> {
  const { address, ipv6Address } = network.internet;
  return {
    [names.senders]: [text("@", `v=spf1 ip4:${address} ip6:${ipv6Address} -all`)],
    [names.signatures]: keys ? [text("*", keys.provider)] : [],
    [outside.strict]: outsideZone(outside.strict, "v=DMARC1; p=reject; adkim=s; aspf=s", keys),
    [outside.relaxed]: outsideZone(outside.relaxed, "v=DMARC1; p=none; adkim=s; aspf=s", keys),
  };
}

/**
 * What the mail provider has a customer put into the DNS zone of `domain`: mail servers, who may send, the
 * signing key (an alias, so that it can be changed) and what others do with forged mail.
 */
export function customerRecords(domain: string, dmarc = "v=DMARC1; p=reject"): ZoneRecord[] {
  const { selector } = mailProvider;
  return [
    { name: `${domain}.`, type: "MX", value: names.mailExchanger, priority: 10 },
    text(`${domain}.`, `v=spf1 include:${names.senders} -all`),
    { name: `${selector}._domainkey.${domain}.`, type: "CNAME", value: `${selector}.${domain}.${names.signatures}` },
    text(`_dmarc.${domain}.`, dmarc),
  ];
}

function outsideZone(domain: string, dmarc: string, keys: MailKeys | undefined): ZoneRecord[] {
  return [
    { name: "@", type: "A", value: network.outside },
    { name: "@", type: "MX", value: domain, priority: 10 },
    text("@", `v=spf1 ip4:${network.outside} -all`),
    text("_dmarc", dmarc),
    ...(keys ? [text(`${mailProvider.selector}._domainkey`, keys.outside)] : []),
  ];
}

const text = (name: string, value: string): ZoneRecord => ({ name, type: "TXT", value });
