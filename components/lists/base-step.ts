import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { reachablePort } from "../remote/reachable-port";
import { raw, sh } from "../remote/shell";
import { earlyCertificate } from "../web/virtual-host";
import { functionsPath, listsFunctions } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { databases, debianData, etc } from "./places";

/** Script: whether mail can get in and out at all, then everything that is there before Mailman is. */
export function baseScript(lists: MailingListsSettings): pulumi.Output<string> {
  const { dataDirectory, data, mailbox, relay } = lists;
  return sh`
    ${raw(reachablePort)}
    reaches relay.port ${relay.server} ${relay.port} 2525 587 465
    reaches mailbox.port ${mailbox.server} ${mailbox.port} 993
    ${raw(earlyCertificate(lists))}
    ${raw(keepSettings("lists", dataDirectory))}
    ${file({ path: functionsPath, content: listsFunctions })}
    . ${functionsPath}
    [ -e "$etc/mail-domain" ] || echo ${lists.mailDomain} >"$etc/mail-domain"
    [ "$(cat "$etc/mail-domain")" = ${lists.mailDomain} ] ||
      fail "mailDomain: the lists on this machine are at $(cat "$etc/mail-domain"), and Mailman can't move them"
    install -d -m 0700 "$etc/secrets"
    install -d -m 0755 "$etc/core" "$etc/web"
    for secret in rest-password archiver-key secret-key admin-password; do made "$secret" random; done
    # Debian's packages find their data by this link.
    [ -d ${data} ] || install -d -m 0755 -o list -g list ${data}
    [ -L ${debianData} ] || [ ! -e ${debianData} ] ||
      fail "${raw(debianData)} is a directory: Mailman was here before. Move what is in it to ${raw(data)}, remove the directory and run this again"
    [ "$(readlink ${debianData})" = ${data} ] || ln -sfn ${data} ${debianData}
    (
    ${raw(postgresql({ ...databases.core, dataDirectory, settings: `${etc}/core` }))}
    )
    (
    ${raw(postgresql({ ...databases.web, dataDirectory, settings: `${etc}/web` }))}
    )
  `;
}
