import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { raw, sh } from "../remote/shell";
import { earlyCertificate } from "../web/virtual-host";
import { functionsPath, listsFunctions } from "./lists-functions";
import type { MailingListsSettings } from "./lists-settings";
import { databases, debianData, etc } from "./places";

/** Script: whether mail can get in and out at all, then everything that is there before Mailman is. */
export function baseScript(lists: MailingListsSettings): pulumi.Output<string> {
  const { dataDirectory, data, mailbox, relay } = lists;
  return sh`
    ${raw(reaches)}
    reaches relay ${relay.server} ${relay.port} 2525 587 465
    reaches mailbox ${mailbox.server} ${mailbox.port} 993
    ${raw(earlyCertificate(lists))}
    ${raw(keepSettings("lists", dataDirectory))}
    ${file({ path: functionsPath, content: listsFunctions })}
    . ${functionsPath}
    [ -e "$etc/mail-domain" ] || echo ${lists.mailDomain} >"$etc/mail-domain"
    [ "$(cat "$etc/mail-domain")" = ${lists.mailDomain} ] ||
      fail "mailDomain: the lists on this machine are at $(cat "$etc/mail-domain"), and Mailman can't move them"
    install -d -m 0700 "$etc/secrets"
    install -d -m 0755 "$etc/core" "$etc/web"
    made rest-password archiver-key secret-key admin-password
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

/** Clouds block outgoing mail ports. That must come out before anything is installed, not when the first post gets stuck. */
const reaches = `opens() { timeout 10 bash -c "exec 7<>/dev/tcp/$1/$2" 2>/dev/null; }
reaches() {
  input=$1
  server=$2
  wanted=$3
  shift 3
  if opens "$server" "$wanted" || opens "$server" "$wanted" || opens "$server" "$wanted"; then return 0; fi
  others=$(for other; do if [ "$other" != "$wanted" ] && opens "$server" "$other"; then echo "$other"; fi; done | paste -sd ' ')
  fail "$input.port: this machine can't reach port $wanted of $server. Clouds block outgoing mail on 25, 465 and 587; 2525 is the usual way out. Ports of $server that do answer from here: \${others:-none}"
}`;
