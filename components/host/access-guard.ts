import { sandbox } from "../remote/sandbox";

/** Where the guard lives on a machine. */
export const guardPath = "/usr/local/sbin/open-infrastructure-access";

/** Program that takes back a change of sshd, packet filter or keys when nobody logs in after it. */
export const accessGuard = `#!/bin/sh
# open-infrastructure-access save|load|confirm|revert: a change of the ways in is taken back unless it is confirmed over a new login.
set -eu
umask 077
root=/
kept=/var/lib/open-infrastructure/access
timer=open-infrastructure-access-revert
paths='etc/ssh/sshd_config.d etc/ssh/moduli etc/ssh/ssh_host_ecdsa_key etc/ssh/ssh_host_ecdsa_key.pub etc/open-infrastructure/firewall.nft etc/open-infrastructure/authorized_keys etc/sudoers.d/open-infrastructure'
install -d -m 0700 $kept
# The timer may go off while somebody confirms.
exec 8>$kept/lock
flock 8

archive() {
  present=
  for path in $paths; do if [ -e "$root$path" ]; then present="$present $path"; fi; done
  # shellcheck disable=SC2086 # a list of paths without spaces
  tar -C $root -cf "$kept/.$1" $present
  mv "$kept/.$1" "$kept/$1"
}
restore() {
  for path in $paths; do rm -rf "$root\${path:?}"; done
  tar -C $root -xpf "$kept/$1"
}
save() {
  # The timer outlives a reboot: it starts with the machine and finds what was never confirmed.
  systemctl daemon-reload
  systemctl --quiet --no-reload enable $timer.timer
  systemctl restart $timer.timer
  [ -e $kept/before.tar ] || archive before.tar
}
load() {
  install -d -m 0755 /run/sshd
  sshd -t
  systemctl daemon-reload
  if [ -e "\${root}etc/open-infrastructure/firewall.nft" ]; then
    nft -c -f "\${root}etc/open-infrastructure/firewall.nft"
    systemctl --quiet --no-reload enable open-infrastructure-firewall
    systemctl reload-or-restart open-infrastructure-firewall
  else
    systemctl --quiet disable --now open-infrastructure-firewall
    # Deleting what isn't there would be an error.
    nft add table inet open_infrastructure
    nft delete table inet open_infrastructure
  fi
  systemctl try-reload-or-restart ssh
}

case $1 in
save)
  # Whoever saves is about to write what is wanted now; what was taken back before is no longer of interest.
  rm -f $kept/reverted $kept/after.tar
  save
  ;;
load) load ;;
revert)
  [ -e $kept/before.tar ] || { echo 'there is no change of access that waits for its confirmation' >&2; exit 0; }
  # Of a revert that was cut off, what is there now is no longer what was wanted.
  [ -e $kept/after.tar ] || archive after.tar
  restore before.tar
  load
  touch $kept/reverted
  rm -f $kept/before.tar
  exec 8>&-
  echo "sshd, packet filter and keys are as they were before the last change: \${2:-nobody confirmed it over a new login within 3 minutes}." |
    /usr/local/sbin/open-infrastructure-notify 'change of access taken back' || true
  ;;
confirm)
  if [ -e $kept/reverted ]; then
    save
    restore after.tar
    load
    rm -f $kept/reverted
    echo 'the change of access had been taken back, since nobody logged in within 3 minutes; it is in force again: run this once more to confirm it' >&2
    exit 1
  fi
  rm -f $kept/before.tar $kept/after.tar
  ;;
*) echo "usage: $0 save|load|confirm|revert" >&2; exit 2 ;;
esac
`;

/** Takes the change back, if it still waits for its confirmation. */
export const revertUnit = `[Unit]
Description=Take back a change of access that nobody confirmed
ConditionPathExists=/var/lib/open-infrastructure/access/before.tar
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=${guardPath} revert
${sandbox({
  network: true,
  families: ["AF_NETLINK"],
  capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_NET_ADMIN"],
  writes: ["/etc", "/run", "/var/lib/open-infrastructure"],
})}
`;

/** Three minutes after a change, and three minutes after a boot. */
export const revertTimer = `[Unit]
Description=Take back a change of access that nobody confirms within three minutes

[Timer]
OnActiveSec=3min
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
