import * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { reachablePort } from "../remote/reachable-port";
import { raw, sh } from "../remote/shell";
import { sandbox } from "../remote/sandbox";

/** The public half of how a machine reports. */
export interface NotifyMail {
  to: pulumi.Input<string>;
  from: pulumi.Input<string>;
  server: pulumi.Input<string>;
  port: pulumi.Input<number>;
}

/** Part of a script: whatever fails on the machine is told to somebody. Reads `$webhook`, `$user` and `$password`. */
export function notifyScript(mail: NotifyMail | undefined): pulumi.Output<string> {
  // A port that is refused must leave no trace: with the old port back in the settings, nothing would run to take it away.
  return sh`
    ${raw(mail ? portProbe(mail) : "")}
    ${file({ path: "/usr/local/sbin/open-infrastructure-notify", mode: "0755", content: notifyProgram })}
    ${file({ path: "/etc/systemd/system/open-infrastructure-notify@.service", content: notifyUnit })}
    ${file({ path: "/etc/open-infrastructure/notify.conf", content: mail ? settings(mail) : "# No mail: nobody is told by mail.\n" })}
    curl_config() { printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/["\\]/\\&/g')"; }
    { [ -z "$webhook" ] || curl_config url "$webhook"; } | put /etc/open-infrastructure/notify-webhook.curl 0600 root:root
    { [ -z "$user" ] || curl_config user "$user:$password"; } | put /etc/open-infrastructure/notify-mail.curl 0600 root:root
  `;
}

function settings({ to, from, server, port }: NotifyMail): pulumi.Output<string> {
  return pulumi
    .all([to, from, server, port])
    .apply(
      ([to, from, server, port]) =>
        `to=${to}\nfrom=${from}\nurl=${port === 465 ? "smtps" : "smtp"}://${server}:${port}\n`,
    );
}

function portProbe({ server, port }: NotifyMail): pulumi.Output<string> {
  return sh`
    ${raw(reachablePort)}
    reaches notify.mail ${server} ${port} 2525 587 465
  `;
}

const notifyProgram = `#!/bin/sh
# open-infrastructure-notify SUBJECT <BODY: tell the people in charge, by mail and by webhook.
set -eu
umask 077
secrets=\${CREDENTIALS_DIRECTORY:-/etc/open-infrastructure}
subject=$(printf '%s' "$(hostname): $1" | tr -d '\\r\\n' | cut -c1-150)
body=$(head -c 20000)
status=0
to=
. /etc/open-infrastructure/notify.conf
if [ -n "$to" ]; then
  printf 'From: %s\\nTo: %s\\nSubject: %s\\nDate: %s\\nMessage-ID: <%s@%s>\\nMIME-Version: 1.0\\nContent-Type: text/plain; charset=utf-8\\nAuto-Submitted: auto-generated\\n\\n%s\\n' \\
    "$from" "$to" "$subject" "$(date -R)" "$(cat /proc/sys/kernel/random/uuid)" "$(hostname)" "$body" |
    sed 's/$/\\r/' |
    curl --silent --show-error --max-time 60 --ssl-reqd --config "$secrets/notify-mail.curl" \\
      --mail-from "$from" --mail-rcpt "$to" --upload-file - "$url" || status=$?
fi
if [ -s "$secrets/notify-webhook.curl" ]; then
  printf '%s\\n\\n%s\\n' "$subject" "$body" | jq --raw-input --slurp '{text: .}' |
    curl --silent --show-error --fail --max-time 60 --config "$secrets/notify-webhook.curl" \\
      --header 'Content-Type: application/json' --data-binary @- --output /dev/null || status=$?
fi
exit $status
`;

const notifyUnit = `[Unit]
Description=Tell the people in charge that %i failed
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=6h
StartLimitBurst=12

[Service]
Type=oneshot
# The last words may still be on their way.
ExecStartPre=-+/usr/bin/journalctl --sync
ExecStart=/bin/sh -c 'journalctl --no-pager --output=cat --lines=40 --unit="$0" | /usr/local/sbin/open-infrastructure-notify "$0 failed"' %i
# A mail server that is down for a while must not swallow the news.
Restart=on-failure
RestartSec=5min
LoadCredential=notify-mail.curl:/etc/open-infrastructure/notify-mail.curl
LoadCredential=notify-webhook.curl:/etc/open-infrastructure/notify-webhook.curl
DynamicUser=yes
SupplementaryGroups=systemd-journal
${sandbox({ network: true })}
`;
