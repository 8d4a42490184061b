import * as pulumi from "@pulumi/pulumi";
import { envelopeHeader } from "../envelope-header";
import { demand, refuse } from "../validate";
import { type MailListsArgs, MailProvider } from "./mail-dns-args";

/** What mailing lists find at a provider. */
export interface ListFitness {
  /** One mailbox can get everything that is sent to a domain. */
  catchAll: boolean;
  /** Header in which the provider notes whom a mail was for; undefined where nobody has looked. */
  envelopeHeader?: string;
  /** A mailbox can be read over IMAP with a password. */
  imapPassword: boolean;
  /** Mail can be submitted over SMTP with a password. */
  smtpPassword: boolean;
  /** One account may send as every address of the domain, as bounces need it. */
  anySender: boolean;
  /** The provider's terms allow mail to many. */
  toMany: boolean;
}

const good = { catchAll: true, imapPassword: true, smtpPassword: true, anySender: true, toMany: true };

/** What mailing lists find at each provider. The page in docs says where and when each fact was found. */
export const listFitness: Record<MailProvider, ListFitness> = {
  [MailProvider.Fastmail]: { ...good, envelopeHeader: "X-Delivered-To" },
  [MailProvider.Migadu]: { ...good, envelopeHeader: "X-Envelope-To" },
  [MailProvider.MailboxOrg]: good,
  [MailProvider.Proton]: { ...good, imapPassword: false, anySender: false },
  [MailProvider.Google]: { ...good, envelopeHeader: "X-Gm-Original-To" },
  [MailProvider.Microsoft365]: {
    ...good,
    catchAll: false,
    imapPassword: false,
    smtpPassword: false,
    anySender: false,
  },
  [MailProvider.Zoho]: { ...good, anySender: false, toMany: false },
  [MailProvider.Custom]: { ...good, envelopeHeader: "Delivered-To" },
  [MailProvider.None]: { catchAll: false, imapPassword: false, smtpPassword: false, anySender: false, toMany: false },
};

const reading: Partial<Record<keyof ListFitness, string>> = {
  catchAll: "it has no mailbox that gets everything sent to a domain",
  imapPassword: "its mailboxes can't be read over IMAP with a password",
};
const sending: Partial<Record<keyof ListFitness, string>> = {
  smtpPassword: "it takes no mail over SMTP with a password",
  anySender: "it sends as single addresses only, and bounces come back to one that differs with each mail",
  toMany: "its terms rule out mail to many",
};

/** The header that says whom a list's mail was for. A provider that lists can't work on is refused, with the reason and a way out. */
export function listEnvelopeHeader(resource: pulumi.Resource, provider: MailProvider, lists: MailListsArgs): string {
  const fitness = listFitness[provider];
  const lacking = (wants: typeof reading): string[] =>
    Object.entries(wants)
      .filter(([want]) => !fitness[want as keyof ListFitness])
      .map(([, reason]) => reason);
  const unread = lacking(reading);
  const unsent = lists.relay === undefined ? lacking(sending) : [];
  if (unread.length + unsent.length > 0) {
    const others = Object.values(MailProvider)
      .filter((other) => Object.values(listFitness[other]).every((has) => has !== false))
      .map((other) => `"${other}"`);
    const elsewhere = `host ${lists.domain} elsewhere with lists.preset ${others.join(", ")}, other mail stays where it is`;
    const relay = unread.length === 0 ? "have another service send with lists.relay, or " : "";
    refuse(
      resource,
      `lists.preset must be one that mailing lists work on, got "${provider}": ${[...unread, ...unsent].join("; ")}. What to do: ${relay}${elsewhere}`,
    );
  }
  const header = lists.envelopeHeader ?? fitness.envelopeHeader;
  if (header === undefined)
    refuse(
      resource,
      `lists.envelopeHeader is needed for "${provider}", whose header isn't known: send a mail to an address of ${lists.domain} that doesn't exist, and see in the source of what the mailbox got which header holds that address`,
    );
  demand(resource, "lists.envelopeHeader", header, envelopeHeader);
  return header;
}
