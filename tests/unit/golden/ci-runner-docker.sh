put /etc/open-infrastructure/runner.nft 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
table inet open_infrastructure_runner
delete table inet open_infrastructure_runner
table inet open_infrastructure_runner {
  set closed4 {
    type ipv4_addr
    flags interval
    auto-merge
    elements = { 169.254.0.0/16, 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16 }
  }
  set closed6 {
    type ipv6_addr
    flags interval
    auto-merge
    elements = { fd00:ec2::254, fd20:ce::254, fc00::/7, fe80::/10 }
  }
  chain forward {
    type filter hook forward priority filter - 5; policy accept;
    # Steps of a build talk to each other; Docker keeps builds apart.
    oifname "docker0" accept
    oifname "br-*" accept
    iifname "docker0" goto build
    iifname "br-*" goto build
  }
  chain build {
    ct state established,related accept
    ip daddr @closed4 reject with icmpx admin-prohibited
    ip6 daddr @closed6 reject with icmpx admin-prohibited
  }
  chain input {
    type filter hook input priority filter - 5; policy accept;
    # The machine itself is nothing to a build.
    iifname "docker0" ct state new reject with icmpx admin-prohibited
    iifname "br-*" ct state new reject with icmpx admin-prohibited
  }
}
END
put /etc/systemd/system/open-infrastructure-runner-firewall.service 0644 root:root <<'END'
[Unit]
Description=What builds may reach
DefaultDependencies=no
After=local-fs.target
Before=docker.service network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/open-infrastructure/runner.nft
ExecReload=/usr/sbin/nft -f /etc/open-infrastructure/runner.nft
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
put /etc/systemd/system/docker.service.d/open-infrastructure.conf 0644 root:root <<'END'
[Unit]
Requires=open-infrastructure-runner-firewall.service
After=open-infrastructure-runner-firewall.service
OnFailure=open-infrastructure-notify@%N.service
END
put /etc/docker/daemon.json 0644 root:root <<'END'
{
  "live-restore": true,
  "log-driver": "local",
  "userland-proxy": false
}
END
packages nftables iptables ca-certificates git docker.io
# A package of its own since Debian 13.
[ -x /usr/bin/docker ] || packages docker-cli
put /etc/systemd/system/open-infrastructure-runner-cleaning.service 0644 root:root <<'END'
[Unit]
Description=Remove what old builds left behind
After=docker.service
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=/usr/bin/docker container prune --force --filter until=24h
ExecStart=/usr/bin/docker network prune --force --filter until=24h
ExecStart=/usr/bin/docker volume prune --force
ExecStart=/usr/bin/docker image prune --force --all --filter until=168h --filter label!=open-infrastructure.keep
TimeoutStartSec=1h
Nice=10
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
RestrictAddressFamilies=AF_UNIX
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
CapabilityBoundingSet=
UMask=0077
SystemCallErrorNumber=EPERM
PrivateNetwork=yes
END
put /etc/systemd/system/open-infrastructure-runner-cleaning.timer 0644 root:root <<'END'
[Unit]
Description=Remove what old builds left behind, once a day

[Timer]
OnCalendar=*-*-* 03:00:00
RandomizedDelaySec=2h
Persistent=yes

[Install]
WantedBy=timers.target
END
if changed /etc/systemd/system; then systemctl daemon-reload; fi
if changed /etc/open-infrastructure/runner.nft; then
  nft --check --file /etc/open-infrastructure/runner.nft
  systemctl try-reload-or-restart open-infrastructure-runner-firewall.service
fi
running open-infrastructure-runner-firewall.service
if changed /etc/docker /etc/systemd/system/docker.service.d; then systemctl try-restart docker; fi
running docker open-infrastructure-runner-cleaning.timer
timeout 300 sh -c 'until docker version >/dev/null 2>&1; do sleep 1; done' || fail "Docker doesn't answer, see: journalctl -u docker"