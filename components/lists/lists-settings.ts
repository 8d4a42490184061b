import * as pulumi from "@pulumi/pulumi";
import { envelopeHeader } from "../envelope-header";
import { imapPort, submissionPort } from "../mail-ports";
import { administrators, checkedPeople } from "../people";
import {
  checked,
  demand,
  directory,
  domainName,
  mailAddress,
  plainName,
  refuse,
  type Rule,
  wholeNumber,
} from "../validate";
import { checkedHeaders, type SecurityHeaders } from "../web/headers";
import { judgeRoom } from "./declared";
import { checkedLists, type MailingList, roles } from "./list-rules";
import type { MailingListsArgs } from "./lists-args";

/** What the lists are to be, once it is known and allowed. */
export interface MailingListsSettings {
  name: string;
  domain: string;
  mailDomain: string;
  owner: string;
  mailbox: { server: string; port: number; envelopeHeader: string; folder: string; keepDays: number };
  relay: { server: string; port: number; maxRecipients: number };
  lists: MailingList[];
  /** Where the machine keeps the data of all services. */
  dataDirectory: string;
  /** Archives, queues and the index. */
  data: string;
  headers: SecurityHeaders;
}

/** Django keeps the name of its site in a column that holds no more. */
const pagesName: Rule<string> = {
  allowed: `${domainName.allowed} of at most 100 characters`,
  accepts: (value) => domainName.accepts(value) && value.length <= 100,
};

const folderName: Rule<string> = {
  allowed: 'the name of a folder such as "INBOX" or "INBOX.lists"',
  accepts: (value) => typeof value === "string" && /^[A-Za-z0-9][\w ./-]{0,100}$/.test(value),
};

/** The settings of the lists; a plain input that is not allowed is refused at once. */
export function checkedSettings(
  resource: pulumi.Resource,
  name: string,
  args: MailingListsArgs,
): pulumi.Output<MailingListsSettings> {
  demand(resource, "name", name, plainName);
  const { mailbox, relay } = args;
  const leaders = administrators(checkedPeople(resource, args.people)).map(({ mail }) => mail);
  const owner = args.owner ?? leaders[0];
  if (owner === undefined)
    refuse(resource, "owner is missing: nobody among the people is an administrator, whose mail address could be used");
  demand(resource, "owner", owner, mailAddress);
  const dataDirectory = checked(resource, "dataDirectory", args.dataDirectory ?? "/srv/data", directory);
  const domain = checked(resource, "domain", args.domain, pagesName);
  const lists = checkedLists(resource, args.lists, leaders.length > 0 ? leaders : [owner]);
  judgeRoom(resource, lists);
  const wanted = args.mailDomain ?? args.domain;
  if (typeof wanted === "string") judgeOwners(resource, owner, lists, wanted);
  const mailDomain = checked(resource, "mailDomain", wanted, domainName).apply((known) => {
    judgeOwners(resource, owner, lists, known);
    return known;
  });
  return pulumi.output({
    name,
    domain,
    mailDomain,
    owner,
    mailbox: {
      server: checked(resource, "mailbox.server", mailbox.server, domainName),
      port: checked(resource, "mailbox.port", mailbox.port ?? 993, imapPort),
      envelopeHeader: checked(
        resource,
        "mailbox.envelopeHeader",
        mailbox.envelopeHeader ?? "Delivered-To",
        envelopeHeader,
      ),
      folder: checked(resource, "mailbox.folder", mailbox.folder ?? "INBOX", folderName),
      keepDays: checked(resource, "mailbox.keepDays", mailbox.keepDays ?? 14, wholeNumber(1, 365)),
    },
    relay: {
      server: checked(resource, "relay.server", relay.server, domainName),
      port: checked(resource, "relay.port", relay.port ?? 2525, relayPort),
      maxRecipients: checked(resource, "relay.maxRecipients", relay.maxRecipients ?? 100, wholeNumber(1, 10_000)),
    },
    lists,
    dataDirectory,
    data: dataDirectory.apply((base) => `${base}/lists`),
    headers: checkedHeaders(resource, "headers", args.headers),
  }) as pulumi.Output<MailingListsSettings>;
}

/**
 * Mailman writes to owners when the lists are in trouble, to them and to moderators about mail to the lists, which must not become mail to the lists.
 */
function judgeOwners(resource: pulumi.Resource, owner: string, lists: MailingList[], mailDomain: string): void {
  const elsewhere: Rule<string> = {
    allowed: `a mail address that is not at ${mailDomain}: who looks after lists must be reachable when the lists are not, the administrators among the people too, who do so unless somebody else is named`,
    accepts: (address) => !address.toLowerCase().endsWith(`@${mailDomain}`),
  };
  demand(resource, "owner", owner, elsewhere);
  for (const [index, list] of lists.entries())
    for (const role of roles)
      for (const [n, address] of list[role].entries())
        demand(resource, `lists[${index}].${role}[${n}]`, address, elsewhere);
}

const relayPort: Rule<number> = {
  allowed: `${submissionPort.allowed}; on 25 no provider takes mail from a machine like this`,
  accepts: (value) => submissionPort.accepts(value) && value !== 25,
};

/** What several formats of settings take as it is. */
const plainValue: Rule<string> = {
  allowed: "one line of printable ASCII that neither begins nor ends with a space",
  accepts: (value) => typeof value === "string" && /^[!-~]([ -~]{0,298}[!-~])?$/.test(value),
};

/** Users are in files between quotes. */
const user: Rule<string> = {
  allowed: 'a user name such as "lists@example.org"',
  accepts: (value) => typeof value === "string" && /^[\w.+@-]{1,200}$/.test(value),
};

/** How Mailman logs in at the relay. */
export function relaySecrets(
  resource: pulumi.Resource,
  { relay }: MailingListsArgs,
): Record<string, pulumi.Input<string>> {
  return {
    relay_user: checked(resource, "relay.user", relay.user, user),
    relay_password: checked(resource, "relay.password", relay.password, { ...plainValue, secret: true }),
  };
}

/** How mail is fetched. */
export function mailboxSecrets(
  resource: pulumi.Resource,
  { mailbox }: MailingListsArgs,
): Record<string, pulumi.Input<string>> {
  return {
    mailbox_user: checked(resource, "mailbox.user", mailbox.user, user),
    mailbox_password: checked(resource, "mailbox.password", mailbox.password, { ...plainValue, secret: true }),
  };
}
