import * as v from "valibot";
import {
  MailDmarcPolicy,
  MailingListArchive,
  MailingListPosting,
  MailingListSubscription,
  MailMtaStsMode,
  MailProvider,
  MailZohoRegion,
} from "../components/index";
import { text, texts } from "./texts";

const Sender = v.strictObject({
  include: v.optional(text),
  address: v.optional(text),
  lookups: v.optional(v.number()),
});

const Dmarc = v.strictObject({
  policy: v.optional(v.enum(MailDmarcPolicy)),
  testing: v.optional(v.boolean()),
  percent: v.optional(v.number()),
  subdomains: v.optional(v.enum(MailDmarcPolicy)),
  strictAlignment: v.optional(v.boolean()),
});

const mailDomain = {
  zohoRegion: v.optional(v.enum(MailZohoRegion)),
  mx: v.optional(v.array(v.strictObject({ host: text, priority: v.number() }))),
  dkim: v.optional(v.array(v.strictObject({ selector: text, target: v.optional(text), key: v.optional(text) }))),
  senders: v.optional(v.array(Sender)),
  verification: v.optional(texts),
  dmarc: v.optional(Dmarc),
};

/** The DNS side of the organisation's mail. */
export const OrganisationMail = v.strictObject({
  ...mailDomain,
  domain: v.optional(text),
  preset: v.enum(MailProvider),
  strictSpf: v.optional(v.boolean()),
  reports: v.optional(text),
  autoconfig: v.optional(v.boolean()),
  mtaSts: v.optional(v.strictObject({ mode: v.optional(v.enum(MailMtaStsMode)), maxAge: v.optional(v.number()) })),
  lists: v.optional(
    v.strictObject({
      ...mailDomain,
      domain: text,
      preset: v.optional(v.enum(MailProvider)),
      envelopeHeader: v.optional(text),
      relay: v.optional(Sender),
    }),
  ),
  nonSending: v.optional(texts),
  ttl: v.optional(v.number()),
});

/** The mailing lists, without what they share with other services. */
export const MailingLists = v.strictObject({
  domain: text,
  mailDomain: v.optional(text),
  mailbox: v.strictObject({
    server: text,
    port: v.optional(v.number()),
    user: text,
    envelopeHeader: v.optional(text),
    folder: v.optional(text),
    keepDays: v.optional(v.number()),
  }),
  relay: v.strictObject({
    server: text,
    port: v.optional(v.number()),
    user: text,
    maxRecipients: v.optional(v.number()),
  }),
  lists: v.optional(
    v.array(
      v.strictObject({
        name: text,
        displayName: v.optional(text),
        description: v.optional(text),
        owners: v.optional(texts),
        moderators: v.optional(texts),
        posting: v.optional(v.enum(MailingListPosting)),
        archive: v.optional(v.enum(MailingListArchive)),
        subscription: v.optional(v.enum(MailingListSubscription)),
        advertised: v.optional(v.boolean()),
        largestPost: v.optional(v.number()),
      }),
    ),
  ),
  owner: v.optional(text),
});
