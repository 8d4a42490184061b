import { sandbox } from "../remote/sandbox";

/** Program that looks for what goes wrong slowly. It tells once when something begins, and again each day. */
export const watchProgram = `#!/bin/sh
# open-infrastructure-watch: certificates near their end, full disks, a pending reboot, failed units.
set -eu
state=\${STATE_DIRECTORY:-/var/lib/open-infrastructure/watch}

problems() {
  for certificate in "\${1:-/etc/letsencrypt/live}"/*/fullchain.pem; do
    [ -e "$certificate" ] || continue
    start=$(date -d "$(openssl x509 -in "$certificate" -noout -startdate | cut -d= -f2)" +%s)
    end=$(date -d "$(openssl x509 -in "$certificate" -noout -enddate | cut -d= -f2)" +%s)
    if [ $((3 * (end - $(date +%s)))) -lt $((end - start)) ]; then
      echo "certificate $(basename "$(dirname "$certificate")"): less than a third of its life is left, it ends $(date -d "@$end" +%F)"
    fi
  done
  df --local --output=pcent,target --exclude-type=tmpfs --exclude-type=devtmpfs --exclude-type=overlay --exclude-type=squashfs | tail -n +2 |
    while read -r used target; do
      case $used in *%) if [ "\${used%\\%}" -gt 85 ]; then echo "disk $target: $used full"; fi ;; esac
    done
  if [ -e /run/reboot-required ]; then echo "a reboot is pending since $(date -r /run/reboot-required +%F)"; fi
  systemctl list-units --state=failed --plain --no-legend | cut -d' ' -f1 | sed 's/$/ has failed/'
}

problems >"$state/now"
if [ -s "$state/now" ] && { ! cmp -s "$state/now" "$state/told" || [ -n "$(find "$state/told" -mmin +1430)" ]; }; then
  /usr/local/sbin/open-infrastructure-notify 'something needs attention' <"$state/now"
  cp "$state/now" "$state/told"
elif [ ! -s "$state/now" ]; then
  rm -f "$state/told"
fi
`;

/** Runs the program. */
export const watchUnit = `[Unit]
Description=Look for what goes wrong slowly
After=network-online.target
Wants=network-online.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/open-infrastructure-watch
StateDirectory=open-infrastructure/watch
LoadCredential=notify-mail.curl:/etc/open-infrastructure/notify-mail.curl
LoadCredential=notify-webhook.curl:/etc/open-infrastructure/notify-webhook.curl
${sandbox({ network: true, capabilities: ["CAP_DAC_READ_SEARCH"] })}
`;

/** When. */
export const watchTimer = `[Unit]
Description=Look for what goes wrong slowly, every hour

[Timer]
OnBootSec=10min
OnUnitActiveSec=1h
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
`;
