import { putText } from "../remote/file";
import type { MailingListsSettings } from "./lists-settings";

/** Script text: what Mailman writes to people, with addresses of the pages on which they can do what the text is about. */
export function mailTemplates({ domain, data }: MailingListsSettings): string {
  const site = `${data}/templates/site`;
  const put = ([name, content]: [string, string]) =>
    putText({ path: `${site}/en/${name}.txt`, content, mode: "0644", owner: "root:root" });
  return [
    `for place in ${data}/templates ${site} ${site}/en; do belongs "$place" root:root 0755; done`,
    ...Object.entries(texts(`https://${domain}`)).map(put),
  ].join("\n");
}

const texts = (pages: string): Record<string, string> => ({
  "list:admin:action:post": `A post to a list waits for your decision:

    List:    $listname
    From:    $sender_email
    Subject: $subject

It waits because:

$reasons

Decide here: ${pages}/postorius/lists/$list_id/held_messages
`,
  "list:admin:action:subscribe": `Somebody asks to become a subscriber:

    Address: $member
    List:    $listname

Decide here: ${pages}/postorius/lists/$list_id/subscription_requests
`,
  "list:admin:action:unsubscribe": `Somebody asks to be no subscriber any more:

    Address: $member
    List:    $listname

Decide here: ${pages}/postorius/lists/$list_id/unsubscription_requests
`,
  "list:admin:notice:pending": `On the list $listname, $count requests wait for a decision.

$data
Posts:         ${pages}/postorius/lists/$list_id/held_messages
Subscriptions: ${pages}/postorius/lists/$list_id/subscription_requests
`,
  "list:user:notice:welcome": `Welcome to the mailing list "$display_name".

To post, write to:

  $listname

To leave, write to:

  \${short_listname}-leave@$domain

The list's page, where you can also choose to get digests or to pause:

  ${pages}/postorius/lists/$list_id/
`,
  "list:member:generic:footer": `_______________________________________________
$display_name mailing list -- $listname
To unsubscribe send an email to \${short_listname}-leave@$domain
${pages}/postorius/lists/$list_id/
`,
});
