case $(. /etc/os-release; echo "$ID-$VERSION_ID") in
debian-12 | debian-13) ;;
*) fail "only Debian 12 and 13 are supported" ;;
esac
for other in ufw firewalld nftables; do
  if systemctl --quiet is-enabled $other 2>/dev/null; then fail "$other manages this machine's packet filter and would undo ours: systemctl disable --now $other"; fi
done
grep -Eiq '^[[:space:]]*Include[[:space:]].*/etc/ssh/sshd_config[.]d/[*][.]conf' /etc/ssh/sshd_config ||
  fail "sshd doesn't read its settings from /etc/ssh/sshd_config.d: put \"Include /etc/ssh/sshd_config.d/*.conf\" at the top of /etc/ssh/sshd_config"
administrators=ada
for person in $administrators; do
  if uid=$(id -u "$person" 2>/dev/null) && [ "$uid" -lt 1000 ]; then fail "people: $person is an account that a program on this machine uses"; fi
done
making=
if [ "$(ssh-keygen -l -f /etc/ssh/ssh_host_rsa_key.pub 2>/dev/null | cut -d' ' -f1)" != 4096 ]; then
  rm -f /etc/ssh/.ssh_host_rsa_key*
  ssh-keygen -q -t rsa -b 4096 -N '' -C '' -f /etc/ssh/.ssh_host_rsa_key &
  making=$!
fi
packages nftables sudo ca-certificates curl jq unattended-upgrades apt-listchanges needrestart fail2ban python3-systemd systemd-timesyncd libpam-tmpdir libpam-pwquality debsums
put /usr/local/sbin/open-infrastructure-access 0755 root:root <<'END'
#!/bin/sh
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
  for path in $paths; do rm -rf "$root${path:?}"; done
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
  if [ -e "${root}etc/open-infrastructure/firewall.nft" ]; then
    nft -c -f "${root}etc/open-infrastructure/firewall.nft"
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
  echo "sshd, packet filter and keys are as they were before the last change: ${2:-nobody confirmed it over a new login within 3 minutes}." |
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
END
put /etc/systemd/system/open-infrastructure-access-revert.service 0644 root:root <<'END'
[Unit]
Description=Take back a change of access that nobody confirmed
ConditionPathExists=/var/lib/open-infrastructure/access/before.tar
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/open-infrastructure-access revert
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/etc /run /var/lib/open-infrastructure
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
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_NET_ADMIN
UMask=0077
END
put /etc/systemd/system/open-infrastructure-access-revert.timer 0644 root:root <<'END'
[Unit]
Description=Take back a change of access that nobody confirms within three minutes

[Timer]
OnActiveSec=3min
AccuracySec=1s

[Install]
WantedBy=timers.target
END
/usr/local/sbin/open-infrastructure-access save
if [ -n "$making" ]; then
  wait "$making"
  note /etc/ssh/ssh_host_rsa_key
  mv -f /etc/ssh/.ssh_host_rsa_key /etc/ssh/ssh_host_rsa_key
  mv -f /etc/ssh/.ssh_host_rsa_key.pub /etc/ssh/ssh_host_rsa_key.pub
fi
drop /etc/ssh/ssh_host_ecdsa_key /etc/ssh/ssh_host_ecdsa_key.pub /etc/ssh/ssh_host_dsa_key /etc/ssh/ssh_host_dsa_key.pub
if awk '$5 < 3071 && $5 ~ /^[0-9]+$/ { small = 1 } END { exit !small }' /etc/ssh/moduli; then
  awk '$5 >= 3071' /etc/ssh/moduli | put /etc/ssh/moduli 0644 root:root
fi
put /etc/ssh/sshd_config.d/00-open-infrastructure.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
Port 22
HostKey /etc/ssh/ssh_host_ed25519_key
HostKey /etc/ssh/ssh_host_rsa_key
AuthorizedKeysFile /etc/open-infrastructure/authorized_keys/%u .ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PubkeyAuthentication yes
AuthenticationMethods publickey
MaxAuthTries 3
MaxSessions 2
MaxStartups 30:30:100
LoginGraceTime 30
ClientAliveInterval 60
ClientAliveCountMax 2
AllowTcpForwarding no
AllowAgentForwarding no
AllowStreamLocalForwarding no
GatewayPorts no
PermitTunnel no
PermitUserEnvironment no
X11Forwarding no
Compression no
TCPKeepAlive no
UseDNS no
LogLevel VERBOSE
DebianBanner no
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-gcm@openssh.com,aes128-ctr
MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,umac-128-etm@openssh.com
HostKeyAlgorithms sk-ssh-ed25519-cert-v01@openssh.com,ssh-ed25519-cert-v01@openssh.com,rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,sk-ssh-ed25519@openssh.com,ssh-ed25519,rsa-sha2-512,rsa-sha2-256
PubkeyAcceptedAlgorithms sk-ssh-ed25519-cert-v01@openssh.com,ssh-ed25519-cert-v01@openssh.com,rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,sk-ssh-ed25519@openssh.com,ssh-ed25519,rsa-sha2-512,rsa-sha2-256,sk-ecdsa-sha2-nistp256@openssh.com
CASignatureAlgorithms sk-ssh-ed25519@openssh.com,ssh-ed25519,rsa-sha2-512,rsa-sha2-256
RequiredRSASize 3072
END
if ssh -Q kex | grep -qx mlkem768x25519-sha256; then later=mlkem768x25519-sha256,; else later=; fi
{
  echo "KexAlgorithms $later"sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group-exchange-sha256
  [ -z "$later" ] || echo PerSourcePenaltyExemptList 198.51.100.0/24,2001:db8::/48
} | put /etc/ssh/sshd_config.d/01-open-infrastructure-kex.conf 0644 root:root
group=open-infrastructure-people
getent group $group >/dev/null || groupadd --system $group
printf '%%%s ALL=(ALL:ALL) NOPASSWD: ALL\n' $group | put /etc/sudoers.d/open-infrastructure 0440 root:root
welcome() {
  id "$1" >/dev/null 2>&1 || useradd --create-home --key HOME_MODE=0700 --shell /bin/bash --comment "$2" "$1"
  # A run that was cut off may have left an account without a home.
  [ -d "$(getent passwd "$1" | cut -d: -f6)" ] || mkhomedir_helper "$1" 0077
  id -nG "$1" | grep -qw $group || usermod --append --groups $group --expiredate '' "$1"
}
welcome ada ada@example.org
put /etc/open-infrastructure/authorized_keys/ada 0644 root:root <<'END'
ssh-ed25519 AAAA ada@laptop
END
for user in $(getent group $group | cut -d: -f4 | tr , ' '); do
  case " $administrators " in *" $user "*) continue ;; esac
  usermod --lock --expiredate 1 "$user"
  drop "/etc/open-infrastructure/authorized_keys/$user"
  loginctl disable-linger "$user" 2>/dev/null || true
  loginctl terminate-user "$user" 2>/dev/null || true
  pkill -KILL -u "$user" || true
  # A link may lead to another's keys. Nobody is left who could make one now.
  keys=/home/$user/.ssh
  [ -L "$keys" ] || keys=$keys/authorized_keys
  drop "$keys"
  # Last, since whoever is in the group and not in the list is looked at again by the next run.
  gpasswd --delete "$user" $group
  echo "$user left: the account is locked, /home/$user is kept"
done
install -d -m 0755 /etc/open-infrastructure/nftables.d
put /etc/open-infrastructure/firewall.nft 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost. Loading this replaces one table and leaves those of others alone.
table inet open_infrastructure
delete table inet open_infrastructure
table inet open_infrastructure {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    iifname "lo" accept
    ip protocol icmp icmp type { destination-unreachable, time-exceeded, parameter-problem, echo-request } limit rate 50/second accept
    meta l4proto ipv6-icmp accept
    udp sport 547 udp dport 546 ip6 saddr fe80::/10 accept
    ip saddr { 198.51.100.0/24 } tcp dport 22 accept
    ip6 saddr { 2001:db8::/48 } tcp dport 22 accept
    tcp dport { 80, 443 } accept
    include "/etc/open-infrastructure/nftables.d/*.nft"
  }
  chain output {
    type filter hook output priority filter; policy accept;
    # The cloud's metadata holds the first boot's data for ever: only root has business there.
    ip daddr 169.254.169.254 meta skuid != 0 reject
    ip6 daddr { fd00:ec2::254, fd20:ce::254 } meta skuid != 0 reject
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    ip daddr 169.254.169.254 drop
    ip6 daddr { fd00:ec2::254, fd20:ce::254 } drop
  }
}
END
put /etc/systemd/system/open-infrastructure-firewall.service 0644 root:root <<'END'
[Unit]
Description=Packet filter of Open Infrastructure
DefaultDependencies=no
Before=network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target
After=local-fs.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/open-infrastructure/firewall.nft
ExecReload=/usr/sbin/nft -f /etc/open-infrastructure/firewall.nft
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
RestrictAddressFamilies=AF_UNIX AF_NETLINK
IPAddressDeny=any
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=CAP_NET_ADMIN
UMask=0077

[Install]
WantedBy=sysinit.target
END
if changed; then
  /usr/local/sbin/open-infrastructure-access load || { /usr/local/sbin/open-infrastructure-access revert "the configuration was refused"; fail "sshd or the packet filter refused its configuration; what was there before is back"; }
else
  /usr/local/sbin/open-infrastructure-access confirm
fi