wanted=woodpecker-agent-3.17.0-abababab
used=$(readlink /usr/local/lib/open-infrastructure/woodpecker-agent || true)
before=$(echo "$used" | sed 's/^woodpecker-agent-//; s/-.*//')
if [ -n "$before" ] && dpkg --compare-versions 3.17.0 lt "$before"; then
  fail "woodpecker-agent $before is in use, an older version can't read its data: 3.17.0 is refused"
fi
if [ ! -x /usr/local/lib/open-infrastructure/woodpecker-agent-3.17.0-abababab/woodpecker-agent ]; then
  fetched=$(mktemp -d)
  curl -fsSL --proto =https --retry 5 --retry-connrefused --connect-timeout 30 --max-time 1800 -o "$fetched/archive" https://github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-agent_linux_amd64.tar.gz ||
    fail "woodpecker-agent 3.17.0 can't be downloaded from https://github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-agent_linux_amd64.tar.gz"
  echo "abababababababababababababababababababababababababababababababab  $fetched/archive" | sha256sum --check --quiet ||
    fail "woodpecker-agent 3.17.0 from https://github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-agent_linux_amd64.tar.gz has another checksum than release.sha256: nothing was changed"
  tar -xzf "$fetched/archive" -C "$fetched" --no-same-owner woodpecker-agent
  rm -rf /usr/local/lib/open-infrastructure/woodpecker-agent-3.17.0-abababab /usr/local/lib/open-infrastructure/woodpecker-agent-3.17.0-abababab.new
  install -D -m 0755 "$fetched/woodpecker-agent" /usr/local/lib/open-infrastructure/woodpecker-agent-3.17.0-abababab.new/woodpecker-agent
  mv -T /usr/local/lib/open-infrastructure/woodpecker-agent-3.17.0-abababab.new /usr/local/lib/open-infrastructure/woodpecker-agent-3.17.0-abababab
  rm -rf "$fetched"
fi
echo 'u woodpecker - "Continuous integration" /var/lib/woodpecker' | put /etc/sysusers.d/open-infrastructure-woodpecker.conf 0644 root:root
getent passwd woodpecker >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-woodpecker.conf
install -d -m 0700 /etc/open-infrastructure/runner
printf 'WOODPECKER_AGENT_SECRET=%s\n' "$secret" | put /etc/open-infrastructure/runner/secret.env 0600 root:root
put /etc/open-infrastructure/runner/settings.env 0600 root:root <<'END'
WOODPECKER_SERVER=ci.example.org:443
WOODPECKER_GRPC_SECURE=true
WOODPECKER_MAX_WORKFLOWS=2
WOODPECKER_BACKEND=docker
WOODPECKER_AGENT_CONFIG_FILE=/var/lib/woodpecker/agent.conf
WOODPECKER_HEALTHCHECK_ADDR=127.0.0.1:8203
WOODPECKER_KEEPALIVE_TIME=60s
WOODPECKER_AGENT_LABELS=!memory=large,repo=example/infrastructure
END
put /etc/systemd/system/open-infrastructure-runner.service 0644 root:root <<'END'
[Unit]
Description=Runner of builds: Woodpecker's agent
After=network-online.target docker.service
# Not more than wanted: a new version of Docker stops it for a moment, which would end the runner for good.
Wants=network-online.target docker.service
OnFailure=open-infrastructure-notify@%N.service
# A server that is away for an hour is nothing to give up for.
StartLimitIntervalSec=0

[Service]
User=woodpecker
SupplementaryGroups=docker
EnvironmentFile=/etc/open-infrastructure/runner/settings.env
EnvironmentFile=/etc/open-infrastructure/runner/secret.env
ExecStart=/usr/local/lib/open-infrastructure/woodpecker-agent/woodpecker-agent
WorkingDirectory=/var/lib/woodpecker
StateDirectory=woodpecker
StateDirectoryMode=0700
Restart=always
RestartSec=10
TimeoutStopSec=5min
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
SystemCallErrorNumber=EPERM
ProcSubset=pid

[Install]
WantedBy=multi-user.target
END
use() {
  [ "$(readlink /usr/local/lib/open-infrastructure/woodpecker-agent)" != "$1" ] || return 0
  note /usr/local/lib/open-infrastructure/woodpecker-agent
  ln -sfn "$1" /usr/local/lib/open-infrastructure/woodpecker-agent.new
  mv -fT /usr/local/lib/open-infrastructure/woodpecker-agent.new /usr/local/lib/open-infrastructure/woodpecker-agent
  find /usr/local/lib/open-infrastructure -maxdepth 1 -name 'woodpecker-agent-*' ! -name "$wanted" ! -name "${used:-none}" -exec rm -rf {} +
}
use "$wanted"
if changed /etc/systemd/system/open-infrastructure-runner.service; then systemctl daemon-reload; fi
if changed; then systemctl stop open-infrastructure-runner.service 2>/dev/null || true; fi
if ! systemctl --quiet is-active open-infrastructure-runner.service; then
  running open-infrastructure-runner.service || true
  for _ in $(seq 60); do
    sleep 1
    systemctl --quiet is-active open-infrastructure-runner.service || break
    journalctl --sync
    if journalctl --quiet --output=cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID open-infrastructure-runner.service)" | grep -q 'starting .*Woodpecker agent'; then welcome=yes; break; fi
  done
  if [ "${welcome:-no}" != yes ]; then
    journalctl --quiet --output=cat --unit=open-infrastructure-runner.service --lines=20 || true
    # The first one stays and asks on: the server may only be away.
    [ -e /var/lib/open-infrastructure/runner-works/whole ] || fail "ci.example.org doesn't let this runner in, see: journalctl -u open-infrastructure-runner.service"
    systemctl stop open-infrastructure-runner.service
    cp -p /var/lib/open-infrastructure/runner-works/settings.env /etc/open-infrastructure/runner/settings.env
    cp -p /var/lib/open-infrastructure/runner-works/secret.env /etc/open-infrastructure/runner/secret.env
    cp -p /var/lib/open-infrastructure/runner-works/open-infrastructure-runner.service /etc/systemd/system/open-infrastructure-runner.service
    use "$(cat /var/lib/open-infrastructure/runner-works/release)"
    systemctl daemon-reload
    systemctl start open-infrastructure-runner.service
    fail "ci.example.org doesn't let this runner in; the settings of before are back"
  fi
fi
running open-infrastructure-runner.service
rm -rf /var/lib/open-infrastructure/runner-works
install -d -m 0700 /var/lib/open-infrastructure/runner-works
cp -p /etc/open-infrastructure/runner/settings.env /etc/open-infrastructure/runner/secret.env /etc/systemd/system/open-infrastructure-runner.service /var/lib/open-infrastructure/runner-works/
readlink /usr/local/lib/open-infrastructure/woodpecker-agent >/var/lib/open-infrastructure/runner-works/release
touch /var/lib/open-infrastructure/runner-works/whole