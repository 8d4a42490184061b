/** Where the guard lives on a machine. */
export const guardPath = "/usr/local/sbin/open-infrastructure-access";

/** Program that takes back a change of sshd, packet filter or keys when nobody logs in after it. */
export const accessGuard = `#!/bin/sh
# open-infrastructure-access save|load|confirm|revert: a change of the ways in is taken back unless it is confirmed over a new login.
set -eu
umask 077
kept=/var/lib/open-infrastructure/access
timer=open-infrastructure-access-revert
paths='etc/ssh/sshd_config.d etc/ssh/moduli etc/ssh/ssh_host_ecdsa_key etc/ssh/ssh_host_ecdsa_key.pub etc/open-infrastructure/firewall.nft etc/open-infrastructure/authorized_keys etc/sudoers.d/open-infrastructure'
install -d -m 0700 $kept

armed() { systemctl --quiet is-active $timer.timer; }
archive() {
  present=
  for path in $paths; do if [ -e "/$path" ]; then present="$present $path"; fi; done
  # shellcheck disable=SC2086 # a list of paths without spaces
  tar -C / -cf "$kept/.$1" $present
  mv "$kept/.$1" "$kept/$1"
}
restore() {
  for path in $paths; do rm -rf "/\${path:?}"; done
  tar -C / -xpf "$kept/$1"
}
save() {
  if armed; then return; fi
  archive before.tar
  systemd-run --quiet --collect --unit=$timer --on-active=180 /usr/local/sbin/open-infrastructure-access revert
}
load() {
  install -d -m 0755 /run/sshd
  sshd -t
  systemctl daemon-reload
  if [ -e /etc/open-infrastructure/firewall.nft ]; then
    nft -c -f /etc/open-infrastructure/firewall.nft
    systemctl --quiet enable open-infrastructure-firewall
    systemctl reload-or-restart open-infrastructure-firewall
  else
    systemctl --quiet disable --now open-infrastructure-firewall
    nft delete table inet open_infrastructure
  fi
  systemctl reload ssh
}

case $1 in
save)
  # Whoever saves is about to write what is wanted now; what was taken back before is no longer of interest.
  rm -f $kept/reverted $kept/after.tar
  save
  ;;
load) load ;;
revert)
  archive after.tar
  restore before.tar
  load
  touch $kept/reverted
  systemctl stop $timer.timer 2>/dev/null || true
  echo 'sshd, packet filter and keys are as they were before the last change: nobody confirmed it over a new login within 3 minutes.' |
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
  systemctl stop $timer.timer 2>/dev/null || true
  rm -f $kept/before.tar $kept/after.tar
  ;;
*) echo "usage: $0 save|load|confirm|revert" >&2; exit 2 ;;
esac
`;
