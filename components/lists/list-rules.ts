import type * as pulumi from "@pulumi/pulumi";
import { demand, mailAddress, oneOf, printableLine, refuse, type Rule, wholeNumber, yesOrNo } from "../validate";
import { type MailingListArgs, MailingListArchive, MailingListPosting, MailingListSubscription } from "./lists-args";

/** A list with everything said about it. */
export type MailingList = Required<MailingListArgs>;

/** Those who have something to say about a list. */
export const roles = ["owners", "moderators"] as const;

/** What Mailman appends to a list's name, one address each. */
export const purposes = ["bounces", "confirm", "join", "leave", "owner", "request", "subscribe", "unsubscribe"];

const listName: Rule<string> = {
  allowed: `lower-case letters, digits, dots, hyphens and underscores, not ending in one of ${purposes.map((purpose) => `-${purpose}`).join(", ")}`,
  accepts: (value) =>
    typeof value === "string" &&
    /^[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?$/.test(value) &&
    !value.includes("..") &&
    !purposes.some((purpose) => value.endsWith(`-${purpose}`)),
};

/** What a list is called before each subject: Mailman's archive has room for 255 characters, brackets included. */
const shownName: Rule<string> = {
  allowed: "one line of at most 200 printable characters, not blank",
  accepts: (value) => printableLine.accepts(value) && value.length <= 200 && value.trim() !== "",
};

/** Addresses that are not a list's. */
const taken = new Set(["noreply", "mailman", "postmaster", "abuse", "hostmaster"]);

/** The lists, with defaults for what is not said, once they are allowed. */
export function checkedLists(
  resource: pulumi.Resource,
  lists: MailingListArgs[] = [],
  owners: string[],
): MailingList[] {
  demand(resource, "lists", lists, { allowed: "a list of mailing lists", accepts: Array.isArray });
  const twice = lists.find(({ name }, index) => lists.findIndex((other) => other.name === name) !== index);
  if (twice) refuse(resource, `lists must have different names, got "${twice.name}" twice`);
  return lists.map((list, index) => checkedList(resource, `lists[${index}]`, list, owners));
}

function checkedList(resource: pulumi.Resource, input: string, list: MailingListArgs, owners: string[]): MailingList {
  demand(resource, `${input}.name`, list.name, listName);
  if (taken.has(list.name)) refuse(resource, `${input}.name must not be "${list.name}", which is for other mail`);
  const whole: MailingList = {
    name: list.name,
    displayName: list.displayName ?? list.name,
    description: list.description ?? "",
    owners: list.owners ?? once(owners),
    moderators: list.moderators ?? [],
    posting: list.posting ?? MailingListPosting.Members,
    archive: list.archive ?? MailingListArchive.Private,
    subscription: list.subscription ?? MailingListSubscription.Confirm,
    advertised: list.advertised ?? true,
    largestPost: list.largestPost ?? 1000,
  };
  demand(resource, `${input}.displayName`, whole.displayName, shownName);
  if (whole.description !== "") demand(resource, `${input}.description`, whole.description, printableLine);
  for (const role of roles) {
    demand(resource, `${input}.${role}`, whole[role], { allowed: "a list of mail addresses", accepts: Array.isArray });
    whole[role].forEach((address, n) => demand(resource, `${input}.${role}[${n}]`, address, mailAddress));
    if (once(whole[role]).length < whole[role].length)
      refuse(
        resource,
        `${input}.${role} must be different addresses, whatever their case, got ${whole[role].join(", ")}`,
      );
  }
  if (whole.owners.length === 0) refuse(resource, `${input}.owners must name somebody, who gets what nobody else does`);
  demand(resource, `${input}.posting`, whole.posting, oneOf(MailingListPosting));
  demand(resource, `${input}.archive`, whole.archive, oneOf(MailingListArchive));
  demand(resource, `${input}.subscription`, whole.subscription, oneOf(MailingListSubscription));
  demand(resource, `${input}.advertised`, whole.advertised, yesOrNo);
  demand(resource, `${input}.largestPost`, whole.largestPost, wholeNumber(1, 100_000));
  return whole;
}

/** Mailman takes addresses that differ in their case for one. */
function once(addresses: string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
}

/** A list's settings in Mailman's words. */
export function mailmanSettings(list: MailingList): Record<string, string | number | boolean> {
  const { posting, archive, subscription } = list;
  return {
    display_name: list.displayName,
    description: list.description,
    subject_prefix: `[${list.displayName}] `,
    default_member_action: posting === MailingListPosting.Moderated ? "hold" : "defer",
    default_nonmember_action: posting === MailingListPosting.Open ? "accept" : "hold",
    archive_policy: archive,
    subscription_policy: subscription.replaceAll("-", "_"),
    advertised: list.advertised,
    max_message_size: list.largestPost,
    // The relay sends for our addresses only, and other servers take nothing that claims to be from somebody else.
    dmarc_mitigate_action: "munge_from",
    dmarc_mitigate_unconditionally: true,
  };
}
