put /etc/apt/apt.conf.d/52open-infrastructure 0644 root:root <<'END'
// Security and stable updates arrive by themselves; a pending reboot is reported, not done.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=${distro_codename},label=Debian";
Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=${distro_codename}-updates";
Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";
Unattended-Upgrade::Automatic-Reboot "false";
END
put /etc/needrestart/conf.d/open-infrastructure.conf 0644 root:root <<'END'
# Restart what uses old libraries without asking.
$nrconf{restart} = 'a';
$nrconf{kernelhints} = 0;
END
put /etc/fail2ban/jail.d/open-infrastructure.local 0644 root:root <<'END'
# Without rsyslog there is no log file: failures are read from the journal.
[DEFAULT]
backend = systemd
banaction = nftables
banaction_allports = nftables[type=allports]
ignoreip = 127.0.0.0/8 ::1 198.51.100.0/24
bantime = 10m
bantime.increment = true

[sshd]
enabled = true
END
put /etc/systemd/system/fail2ban.service.d/open-infrastructure.conf 0644 root:root <<'END'
[Unit]
OnFailure=open-infrastructure-notify@%N.service

[Service]
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/var/lib/fail2ban /run/fail2ban /var/log
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=CAP_NET_ADMIN CAP_DAC_READ_SEARCH
UMask=0077
RuntimeDirectory=fail2ban
StateDirectory=fail2ban
END
put /etc/systemd/system/apt-daily-upgrade.service.d/open-infrastructure.conf 0644 root:root <<'END'
[Unit]
OnFailure=open-infrastructure-notify@%N.service
END
put /etc/systemd/journald.conf.d/open-infrastructure.conf 0644 root:root <<'END'
[Journal]
Storage=persistent
SystemMaxUse=500M
MaxRetentionSec=1month
END
put /etc/sysctl.d/60-open-infrastructure.conf 0644 root:root <<'END'
dev.tty.ldisc_autoload = 0
fs.protected_fifos = 2
fs.protected_hardlinks = 1
fs.protected_regular = 2
fs.protected_symlinks = 1
fs.suid_dumpable = 0
kernel.dmesg_restrict = 1
kernel.kptr_restrict = 2
kernel.sysrq = 0
kernel.unprivileged_bpf_disabled = 1
kernel.yama.ptrace_scope = 2
net.core.bpf_jit_harden = 2
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.log_martians = 1
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.secure_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
net.ipv4.conf.default.accept_source_route = 0
net.ipv4.conf.default.log_martians = 1
net.ipv4.conf.default.send_redirects = 0
net.ipv4.tcp_syncookies = 1
net.ipv6.conf.all.accept_redirects = 0
net.ipv6.conf.default.accept_redirects = 0
END
put /etc/security/limits.d/open-infrastructure.conf 0644 root:root <<'END'
# No core dumps: they hold secrets. The star is for all but root.
* hard core 0
root hard core 0
END
put /etc/profile.d/open-infrastructure.sh 0644 root:root <<'END'
# Without PAM, too: no core dumps. A shell that waits for its user for an hour ends; what runs in it goes on.
ulimit -c 0
case $- in
*i*) TMOUT=${TMOUT:-3600} ;;
esac
END
put /etc/systemd/coredump.conf.d/open-infrastructure.conf 0644 root:root <<'END'
[Coredump]
Storage=none
ProcessSizeMax=0
END
put /etc/modprobe.d/open-infrastructure.conf 0644 root:root <<'END'
install dccp /bin/false
install sctp /bin/false
install rds /bin/false
install tipc /bin/false
install usb-storage /bin/false
install firewire-core /bin/false
install cramfs /bin/false
install freevxfs /bin/false
install hfs /bin/false
install hfsplus /bin/false
install jffs2 /bin/false
install udf /bin/false
END
put /etc/issue.net 0644 root:root <<'END'
This system is private. Access is for authorized people only and is logged;
use without permission is prohibited and may be prosecuted under the law.
END
put /etc/issue 0644 root:root <<'END'
This system is private. Access is for authorized people only and is logged;
use without permission is prohibited and may be prosecuted under the law.
END
put /etc/default/debsums 0644 root:root <<'END'
# Compare installed files with their packages.
CRON_CHECK=weekly
END
put /usr/local/sbin/open-infrastructure-watch 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-watch: certificates near their end, full disks, a pending reboot, failed units.
set -eu
state=${STATE_DIRECTORY:-/var/lib/open-infrastructure/watch}

problems() {
  for certificate in "${1:-/etc/letsencrypt/live}"/*/fullchain.pem; do
    [ -e "$certificate" ] || continue
    start=$(date -d "$(openssl x509 -in "$certificate" -noout -startdate | cut -d= -f2)" +%s)
    end=$(date -d "$(openssl x509 -in "$certificate" -noout -enddate | cut -d= -f2)" +%s)
    if [ $((3 * (end - $(date +%s)))) -lt $((end - start)) ]; then
      echo "certificate $(basename "$(dirname "$certificate")"): less than a third of its life is left, it ends $(date -d "@$end" +%F)"
    fi
  done
  df --local --output=pcent,target --exclude-type=tmpfs --exclude-type=devtmpfs --exclude-type=overlay --exclude-type=squashfs | tail -n +2 |
    while read -r used target; do
      case $used in *%) if [ "${used%\%}" -gt 85 ]; then echo "disk $target: $used full"; fi ;; esac
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
END
put /etc/systemd/system/open-infrastructure-watch.service 0644 root:root <<'END'
[Unit]
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
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=CAP_DAC_READ_SEARCH
UMask=0077
END
put /etc/systemd/system/open-infrastructure-watch.timer 0644 root:root <<'END'
[Unit]
Description=Look for what goes wrong slowly, every hour

[Timer]
OnBootSec=10min
OnUnitActiveSec=1h
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
END
opens() { timeout 10 bash -c "exec 7<>/dev/tcp/$1/$2" 2>/dev/null; }
reaches() {
  input=$1
  server=$2
  port=$3
  shift 3
  if opens "$server" "$port" || opens "$server" "$port" || opens "$server" "$port"; then return 0; fi
  others=$(for other; do if [ "$other" != "$port" ] && opens "$server" "$other"; then echo "$other"; fi; done | paste -sd ' ')
  fail "$input: this machine can't reach port $port of $server. Clouds block outgoing mail on 25, 465 and 587; 2525 is the usual way out. Ports that do answer: ${others:-none}"
}
reaches notify.mail smtp.example.net 2525 2525 587 465
put /usr/local/sbin/open-infrastructure-notify 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-notify SUBJECT <BODY: tell the people in charge, by mail and by webhook.
set -eu
umask 077
secrets=${CREDENTIALS_DIRECTORY:-/etc/open-infrastructure}
subject=$(printf '%s' "$(hostname): $1" | tr -d '\r\n' | cut -c1-150)
body=$(head -c 20000)
status=0
to=
. /etc/open-infrastructure/notify.conf
if [ -n "$to" ]; then
  printf 'From: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s@%s>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nAuto-Submitted: auto-generated\n\n%s\n' \
    "$from" "$to" "$subject" "$(date -R)" "$(cat /proc/sys/kernel/random/uuid)" "$(hostname)" "$body" |
    sed 's/$/\r/' |
    curl --silent --show-error --max-time 60 --ssl-reqd --config "$secrets/notify-mail.curl" \
      --mail-from "$from" --mail-rcpt "$to" --upload-file - "$url" || status=$?
fi
if [ -s "$secrets/notify-webhook.curl" ]; then
  printf '%s\n\n%s\n' "$subject" "$body" | jq --raw-input --slurp '{text: .}' |
    curl --silent --show-error --fail --max-time 60 --config "$secrets/notify-webhook.curl" \
      --header 'Content-Type: application/json' --data-binary @- --output /dev/null || status=$?
fi
exit $status
END
put /etc/systemd/system/open-infrastructure-notify@.service 0644 root:root <<'END'
[Unit]
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
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077
END
put /etc/open-infrastructure/notify.conf 0644 root:root <<'END'
to=ada@example.org
from=web@example.org
url=smtp://smtp.example.net:2525
END
curl_config() { printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/["\\]/\\&/g')"; }
{ [ -z "$webhook" ] || curl_config url "$webhook"; } | put /etc/open-infrastructure/notify-webhook.curl 0600 root:root
{ [ -z "$user" ] || curl_config user "$user:$password"; } | put /etc/open-infrastructure/notify-mail.curl 0600 root:root
awk '
  BEGIN { want["HOME_MODE"] = "0700"; want["UMASK"] = "027"; want["PASS_MAX_DAYS"] = "365"; want["PASS_MIN_DAYS"] = "1"; want["SHA_CRYPT_MIN_ROUNDS"] = want["SHA_CRYPT_MAX_ROUNDS"] = "65536" }
  $1 in want { if (!seen[$1]++) print $1 "\t" want[$1]; next }
  { print }
  END { for (n = split("HOME_MODE PASS_MAX_DAYS PASS_MIN_DAYS SHA_CRYPT_MAX_ROUNDS SHA_CRYPT_MIN_ROUNDS UMASK", names, " "); n > 0; n--) if (!seen[names[n]]) print names[n] "\t" want[names[n]] }
' /etc/login.defs | put /etc/login.defs 0644 root:root
for path in /etc/crontab /etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.weekly /etc/cron.monthly /etc/ssh/sshd_config; do
  if [ -e $path ]; then chmod go-rwx $path; fi
done
if [ "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" -lt 2500000 ] && [ -z "$(swapon --noheadings --show)" ] && ! systemd-detect-virt --quiet --container; then
  [ -e /swapfile ] || { rm -f /swapfile.new; dd if=/dev/zero of=/swapfile.new bs=1M count=1024 status=none; chmod 0600 /swapfile.new; mkswap --quiet /swapfile.new; mv /swapfile.new /swapfile; }
  grep -q '^/swapfile ' /etc/fstab || echo '/swapfile none swap sw 0 0' >>/etc/fstab
  swapon /swapfile
fi
if changed /etc/sysctl.d; then sysctl --quiet --ignore -p /etc/sysctl.d/60-open-infrastructure.conf || echo "some kernel settings can't be changed on this machine"; fi
if changed /etc/systemd/system; then systemctl daemon-reload; fi
if changed /etc/systemd/journald.conf.d; then systemctl restart systemd-journald; fi
if changed /etc/fail2ban /etc/systemd/system/fail2ban && systemctl --quiet is-active fail2ban; then systemctl restart fail2ban; fi
running fail2ban unattended-upgrades open-infrastructure-watch.timer apt-daily.timer apt-daily-upgrade.timer
systemd-detect-virt --quiet --container || running systemd-timesyncd
# It says that it started and then doesn't, where it finds nothing to read.
for _ in $(seq 120); do if fail2ban-client status sshd; then watched=yes; break; fi; sleep 1; done
[ "${watched:-no}" = yes ] || fail "fail2ban doesn't watch sshd"