docker image inspect docker.io/drone/drone-runner-docker@sha256:abababababababababababababababababababababababababababababababab >/dev/null 2>&1 || docker pull --quiet docker.io/drone/drone-runner-docker@sha256:abababababababababababababababababababababababababababababababab || fail "the image docker.io/drone/drone-runner-docker@sha256:abababababababababababababababababababababababababababababababab can't be fetched"
install -d -m 0700 /etc/open-infrastructure/runner
printf 'DRONE_RPC_SECRET=%s\n' "$secret" | put /etc/open-infrastructure/runner/secret.env 0600 root:root
put /etc/open-infrastructure/runner/settings.env 0600 root:root <<'END'
DRONE_RPC_HOST=ci.example.org
DRONE_RPC_PROTO=https
DRONE_RUNNER_NAME=runner
DRONE_RUNNER_CAPACITY=2
DRONE_UI_DISABLE=true
DRONE_NETRC_CLONE_ONLY=true
DRONE_LIMIT_REPOS=example/infrastructure
DRONE_RUNNER_LABELS=memory:large
END
put /etc/systemd/system/open-infrastructure-runner.service 0644 root:root <<'END'
[Unit]
Description=Runner of builds: Drone's runner
After=network-online.target docker.service
# Not more than wanted: a new version of Docker stops it for a moment, which would end the runner for good.
Wants=network-online.target docker.service
OnFailure=open-infrastructure-notify@%N.service
StartLimitIntervalSec=0

[Service]
ExecStartPre=-/usr/bin/docker rm --force open-infrastructure-runner
ExecStart=/usr/bin/docker run --rm --name open-infrastructure-runner --label open-infrastructure.keep=yes --env-file /etc/open-infrastructure/runner/settings.env --env-file /etc/open-infrastructure/runner/secret.env --volume /run/docker.sock:/var/run/docker.sock --volume /etc/ssl/certs/ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro docker.io/drone/drone-runner-docker@sha256:abababababababababababababababababababababababababababababababab
ExecStop=/usr/bin/docker stop --time 120 open-infrastructure-runner
Restart=always
RestartSec=10
TimeoutStopSec=3min
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
ProcSubset=pid

[Install]
WantedBy=multi-user.target
END
if changed /etc/systemd/system/open-infrastructure-runner.service; then systemctl daemon-reload; fi
if changed; then systemctl stop open-infrastructure-runner.service 2>/dev/null || true; fi
if ! systemctl --quiet is-active open-infrastructure-runner.service; then
  running open-infrastructure-runner.service || true
  for _ in $(seq 60); do
    sleep 1
    systemctl --quiet is-active open-infrastructure-runner.service || break
    journalctl --sync
    if journalctl --quiet --output=cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID open-infrastructure-runner.service)" | grep -q 'successfully pinged the remote server'; then welcome=yes; break; fi
  done
  if [ "${welcome:-no}" != yes ]; then
    journalctl --quiet --output=cat --unit=open-infrastructure-runner.service --lines=20 || true
    # The first one stays and asks on: the server may only be away.
    [ -e /var/lib/open-infrastructure/runner-works/whole ] || fail "ci.example.org doesn't let this runner in, see: journalctl -u open-infrastructure-runner.service"
    systemctl stop open-infrastructure-runner.service
    cp -p /var/lib/open-infrastructure/runner-works/settings.env /etc/open-infrastructure/runner/settings.env
    cp -p /var/lib/open-infrastructure/runner-works/secret.env /etc/open-infrastructure/runner/secret.env
    cp -p /var/lib/open-infrastructure/runner-works/open-infrastructure-runner.service /etc/systemd/system/open-infrastructure-runner.service
    systemctl daemon-reload
    systemctl start open-infrastructure-runner.service
    fail "ci.example.org doesn't let this runner in; the settings of before are back"
  fi
fi
running open-infrastructure-runner.service
rm -rf /var/lib/open-infrastructure/runner-works
install -d -m 0700 /var/lib/open-infrastructure/runner-works
cp -p /etc/open-infrastructure/runner/settings.env /etc/open-infrastructure/runner/secret.env /etc/systemd/system/open-infrastructure-runner.service /var/lib/open-infrastructure/runner-works/
touch /var/lib/open-infrastructure/runner-works/whole