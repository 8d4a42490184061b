import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../validate";
import { type MailingList, mailmanSettings } from "./list-rules";

/** What the machine is told of the lists, as JSON. */
export function declaredLists(domain: string, lists: MailingList[]): string {
  const declared = lists.map((list) => [
    list.name,
    { settings: mailmanSettings(list), owner: list.owners, moderator: list.moderators },
  ]);
  return JSON.stringify({ domain, lists: Object.fromEntries(declared) }, null, 2);
}

/** What a step may be long, less what else is in this one. */
const room = 112 * 1024;

/** Refuses lists that no step can bring to the machine, and says how many it could. */
export function judgeRoom(resource: pulumi.Resource, lists: MailingList[]): void {
  const sizes = lists.map((list) => Buffer.byteLength(declaredLists("", [list])));
  let left = room;
  const most = sizes.findIndex((size) => (left -= size) < 0);
  if (most >= 0)
    refuse(
      resource,
      `lists must be at most ${most}, as long as their names, descriptions, owners and moderators are, got ${lists.length}`,
    );
}
