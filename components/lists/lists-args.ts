import type * as pulumi from "@pulumi/pulumi";
import type { PersonArgs } from "../people";
import type { HostConnectionArgs } from "../remote/connection";
import type { SecurityHeadersArgs } from "../web/headers";

/** Whose posts go to a list at once. */
export const MailingListPosting = {
  /** Those of subscribers. Those of others wait for a moderator. */
  Members: "members",
  /** Everybody's. */
  Open: "open",
  /** Nobody's: every post waits for a moderator. */
  Moderated: "moderated",
} as const;

/** Whose posts go to a list at once. */
export type MailingListPosting = (typeof MailingListPosting)[keyof typeof MailingListPosting];

/** Who reads the archive of a list. */
export const MailingListArchive = {
  /** Everybody. */
  Public: "public",
  /** Subscribers who signed in. */
  Private: "private",
  /** Nobody: nothing is archived. */
  Never: "never",
} as const;

/** Who reads the archive of a list. */
export type MailingListArchive = (typeof MailingListArchive)[keyof typeof MailingListArchive];

/** How somebody becomes a subscriber. */
export const MailingListSubscription = {
  /** By confirming that the address is theirs. */
  Confirm: "confirm",
  /** By a moderator's consent. */
  Moderate: "moderate",
  /** By both. */
  ConfirmThenModerate: "confirm-then-moderate",
} as const;

/** How somebody becomes a subscriber. */
export type MailingListSubscription = (typeof MailingListSubscription)[keyof typeof MailingListSubscription];

/** A mailing list. What is said here always holds; everything else is set on its pages. */
export interface MailingListArgs {
  /** What stands before the @ of its address: lower-case letters, digits, dots, hyphens and underscores. */
  name: string;
  /** Name in subjects and on pages: one line of at most 200 printable characters. Defaults to the name. */
  displayName?: string;
  /** One line about the list. Defaults to none. */
  description?: string;
  /** Mail addresses of those who look after the list. Defaults to the administrators among the people, otherwise to the superuser. */
  owners?: string[];
  /** Mail addresses of those who decide on posts and subscriptions that wait, besides the owners. Defaults to none. */
  moderators?: string[];
  /** Whose posts go out at once, `members`, `open` or `moderated`. Defaults to `members`. */
  posting?: MailingListPosting;
  /** Who reads the archive, `public`, `private` or `never`. Defaults to `private`. */
  archive?: MailingListArchive;
  /** How somebody becomes a subscriber, `confirm`, `moderate` or `confirm-then-moderate`. Defaults to `confirm`. */
  subscription?: MailingListSubscription;
  /** Whether the list is named on the page of all lists. Defaults to true. */
  advertised?: boolean;
  /** Largest post that doesn't wait for a moderator, in KB. Defaults to 1000. */
  largestPost?: number;
}

/** The mailbox that everything for the lists arrives in, at a third party. */
export interface MailingListsMailboxArgs {
  /** Name of the IMAP server, for example `imap.example.org`. */
  server: pulumi.Input<string>;
  /** Port of the IMAP server on which TLS is there from the start, so not 143. Defaults to 993. */
  port?: pulumi.Input<number>;
  /** User to log in as. */
  user: pulumi.Input<string>;
  /** Password to log in with. Secret. */
  password: pulumi.Input<string>;
  /** Header in which the provider writes the address that a message was sent to. Defaults to `Delivered-To`. */
  envelopeHeader?: pulumi.Input<string>;
  /** Folder that mail for the lists is in. Defaults to `INBOX`. */
  folder?: pulumi.Input<string>;
  /** How long fetched mail stays in the mailbox, in days. After a restored backup, what came since is fetched again. Defaults to 14. */
  keepDays?: pulumi.Input<number>;
}

/** The submission server of a third party that everything leaves through. */
export interface MailingListsRelayArgs {
  /** Name of the submission server, for example `smtp.example.org`. */
  server: pulumi.Input<string>;
  /** Port of the submission server. 465 means TLS from the start, any other STARTTLS. Clouds tend to block 25, 465 and 587. Defaults to 2525. */
  port?: pulumi.Input<number>;
  /** User to log in as. It must be allowed to send as every address of the lists. */
  user: pulumi.Input<string>;
  /** Password to log in with. Secret. */
  password: pulumi.Input<string>;
  /** Most recipients that the server takes of one message. Defaults to 100. */
  maxRecipients?: pulumi.Input<number>;
}

/** Arguments of MailingLists. */
export interface MailingListsArgs {
  /** Machine with a web server, usually the `connection` of a WebServer. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Name of the pages, for example `lists.example.org`, of at most 100 characters. */
  domain: pulumi.Input<string>;
  /** What stands after the @ of the lists' addresses. Its mail must end in the mailbox. Can't be changed later. Defaults to the name of the pages. */
  mailDomain?: pulumi.Input<string>;
  /** The mailbox that everything for the lists arrives in. */
  mailbox: MailingListsMailboxArgs;
  /** The submission server that everything leaves through. */
  relay: MailingListsRelayArgs;
  /** Lists that there are to be. One that is taken away from here stays, with its archive and its subscribers. They go to the machine in one piece, which has room for about 190. Defaults to none. */
  lists?: MailingListArgs[];
  /** People of the organisation. The administrators among them own the lists that name no owners. Defaults to nobody. */
  people?: PersonArgs[];
  /** Mail address of the superuser, whom Mailman also writes to about its own troubles. Not one of the lists' domain. Defaults to the first administrator's among the people. */
  owner?: string;
  /** Directory of the machine's data, usually the `dataDirectory` of its host. Archives, queues, the database, settings and secrets are below it. Defaults to `/srv/data`. */
  dataDirectory?: pulumi.Input<string>;
  /** Security headers. Defaults to the strictest under which Mailman's own pages work. */
  headers?: SecurityHeadersArgs;
}

/** What a list is reached at. */
export interface MailingListAddresses {
  /** Name of the list. */
  list: string;
  /** The nine addresses that have to arrive in the mailbox, for a provider without catch-all. Those for bounces and confirmations also come with `+` and more after them. */
  addresses: string[];
}

/** What has to be saved of the lists. */
export interface MailingListsBackup {
  /** Files and directories on the machine. */
  paths: string[];
  /** PostgreSQL databases on the machine. */
  databases: string[];
  /** Units that are stopped while they are saved, so that they fit together. */
  units: string[];
}

/** How to find out whether the pages work. */
export interface MailingListsHealth {
  /** Address to ask. */
  url: string;
  /** Status of the answer. */
  status: number;
}
