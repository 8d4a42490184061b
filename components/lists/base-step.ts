import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { reachablePort } from "../remote/reachable-port";
import { raw, sh } from "../remote/shell";
import { earlyCertificate } from "../web/virtual-host";
import { functionsPath, listsFunctions } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { databases, debianData, etc, pagesUser } from "./places";

const sysusers = "/etc/sysusers.d/open-infrastructure-lists.conf";

/** Where the core writes, and what fetches its mail. It makes them itself only where it may. */
const coreDirectories = "archives cache data ext fetched lists locks messages queue".split(" ");

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
    [ ! -e "$etc/mail-domain" ] || [ "$(cat "$etc/mail-domain")" = ${lists.mailDomain} ] ||
      fail "mailDomain: the lists on this machine are at $(cat "$etc/mail-domain"), and Mailman can't move them"
    install -d -m 0700 "$etc/secrets"
    install -d -m 0755 "$etc/core" "$etc/web"
    for secret in rest-password archiver-key secret-key admin-password; do made "$secret" random; done
    ${file({ path: sysusers, content: `u ${pagesUser} - "Pages of the mailing lists" ${data}/pages\n` })}
    getent passwd ${pagesUser} >/dev/null || systemd-sysusers ${sysusers}
    # Nobody but root puts anything in here, so that root can.
    install -d -m 0755 ${data}
    for own in ${coreDirectories}; do belongs ${data}/"$own" list:list 0750; done
    belongs ${data}/pages ${`${pagesUser}:${pagesUser}`} 0750
    # Debian's packages find their data by this link.
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
