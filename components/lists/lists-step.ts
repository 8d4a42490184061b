import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { sh } from "../remote/shell";
import { declaredLists } from "./declared";
import { functionsPath } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { etc, programs } from "./places";
import { reconcileProgram } from "./programs";

/** Script: there are the lists that are declared, with the settings and the people that are declared. Hands out the names of those that are declared no longer. */
export function listsScript({ mailDomain, lists }: MailingListsSettings): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    ${file({ path: `${programs}/reconcile`, content: reconcileProgram })}
    ${file({ path: `${etc}/declared.json`, content: declaredLists(mailDomain, lists) })}
    said=$(LC_ALL=C.UTF-8 python3 ${programs}/reconcile ${`${etc}/declared.json`} ${`${etc}/roles.json`} <"$etc/secrets/rest-password")
    printf '%s\n' "$said"
    # Now that there is something that can't move.
    echo ${mailDomain} | put "$etc/mail-domain" 0644 root:root
    result "$(printf '%s\n' "$said" | tail -n 1)"
  `;
}
