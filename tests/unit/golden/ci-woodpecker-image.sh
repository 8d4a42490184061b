packages curl jq openssl
packages postgresql
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
cluster=$(pg_lsclusters --no-header | awk '$3 == 5432 { print $1 "/" $2 }')
[ -n "$cluster" ] || fail "PostgreSQL has no cluster at port 5432, see pg_lsclusters"
put /etc/systemd/system/postgresql@.service.d/open-infrastructure.conf 0644 root:root <<'END'
[Unit]
OnFailure=open-infrastructure-notify@%N.service
END
put "/etc/postgresql/$cluster/conf.d/open-infrastructure.conf" 0644 postgres:postgres <<'END'
# Made by Open Infrastructure, changes are lost. A file of your own in this directory may say more.
listen_addresses = ''
shared_buffers = 64MB
max_connections = 100
jit = off
log_timezone = UTC
END
put "/etc/postgresql/$cluster/pg_hba.conf" 0640 postgres:postgres <<'END'
# Made by Open Infrastructure, changes are lost.
local all all peer
END
if changed /etc/systemd/system/postgresql; then systemctl daemon-reload; fi
server=postgresql@$(echo "$cluster" | tr / -)
if changed "/etc/postgresql/$cluster"; then systemctl restart "$server"; fi
systemctl --quiet is-active "$server" || systemctl start "$server"
sql() { as_postgres psql -XAtq --dbname="$1" --command="$2"; }
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'woodpecker'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole woodpecker
[ -n "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'woodpecker'")" ] ||
  as_postgres createdb --owner=woodpecker --template=template0 --encoding=UTF8 --locale=C.UTF-8 woodpecker
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE woodpecker FROM PUBLIC'
echo 'u woodpecker - "Continuous integration" /var/lib/woodpecker' | put /etc/sysusers.d/open-infrastructure-woodpecker.conf 0644 root:root
getent passwd woodpecker >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-woodpecker.conf
wanted=woodpecker-server-3.17.0-23bdea05
used=$(readlink /usr/local/lib/open-infrastructure/woodpecker-server || true)
before=$(echo "$used" | sed 's/^woodpecker-server-//; s/-.*//')
if [ -n "$before" ] && dpkg --compare-versions 3.17.0 lt "$before"; then
  fail "woodpecker-server $before is in use, an older version can't read its data: 3.17.0 is refused"
fi
if [ ! -x /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-23bdea05/woodpecker-server ]; then
  fetched=$(mktemp -d)
  packages skopeo umoci
  # The digest says what is wanted; no policy file is needed to judge it.
  skopeo --insecure-policy copy --quiet --retry-times 5 docker://docker.io/woodpeckerci/woodpecker-server@sha256:23bdea05bc35ce150d9ba768889c3f00b3a618785c85b268e8fbf9b06d5a21e0 "oci:$fetched/image:woodpecker-server" ||
    fail "the image docker.io/woodpeckerci/woodpecker-server@sha256:23bdea05bc35ce150d9ba768889c3f00b3a618785c85b268e8fbf9b06d5a21e0 can't be fetched"
  umoci unpack --image "$fetched/image:woodpecker-server" "$fetched/bundle"
  mv "$fetched/bundle/rootfs/bin/woodpecker-server" "$fetched/woodpecker-server"
  rm -rf /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-23bdea05 /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-23bdea05.new
  install -D -m 0755 "$fetched/woodpecker-server" /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-23bdea05.new/woodpecker-server
  mv -T /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-23bdea05.new /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-23bdea05
  rm -rf "$fetched"
fi
install -d -m 0700 /etc/open-infrastructure/ci
if ! grep -qs '^WOODPECKER_AGENT_SECRET=' /etc/open-infrastructure/ci/secrets.env; then
  made=$(openssl rand -hex 32)
  { cat /etc/open-infrastructure/ci/secrets.env 2>/dev/null || true; echo "WOODPECKER_AGENT_SECRET=$made"; } | put /etc/open-infrastructure/ci/secrets.env 0600 root:root
fi
if ! grep -qs '^WOODPECKER_GRPC_SECRET=' /etc/open-infrastructure/ci/secrets.env; then
  made=$(openssl rand -hex 32)
  { cat /etc/open-infrastructure/ci/secrets.env 2>/dev/null || true; echo "WOODPECKER_GRPC_SECRET=$made"; } | put /etc/open-infrastructure/ci/secrets.env 0600 root:root
fi
[ -s /etc/open-infrastructure/code/admin-token ] || fail "/etc/open-infrastructure/code/admin-token is missing: the code hosting has to be on this machine"
forge() {
  method=$1
  path=$2
  shift 2
  # The token is on standard input, where no process list shows it.
  printf 'header = "Authorization: token %s"\n' "$(cat /etc/open-infrastructure/code/admin-token)" |
    curl --config - -fsS --max-time 60 --retry 5 --retry-connrefused -H 'Content-Type: application/json' -X "$method" "$@" "https://code.example.org/api/v1$path"
}
applications=$(forge GET '/user/applications/oauth2?limit=50')
client=$(sed -n 's/^WOODPECKER_FORGEJO_CLIENT=//p' /etc/open-infrastructure/ci/application.env 2>/dev/null || true)
if [ "$(echo "$applications" | jq --arg client "$client" '[.[] | select(.client_id == $client and .redirect_uris == ["https://ci.example.org/authorize"])] | length')" != 1 ]; then
  for id in $(echo "$applications" | jq '.[] | select(.name == "Continuous integration") | .id'); do
    forge DELETE "/user/applications/oauth2/$id"
  done
  made=$(forge POST /user/applications/oauth2 -d '{"name":"Continuous integration","redirect_uris":["https://ci.example.org/authorize"],"confidential_client":true,"skip_secondary_authorization":true}')
  application=$(echo "$made" | jq -er '"WOODPECKER_FORGEJO_CLIENT=\(.client_id)\nWOODPECKER_FORGEJO_SECRET=\(.client_secret)"')
  echo "$application" | put /etc/open-infrastructure/ci/application.env 0600 root:root
fi
put /etc/open-infrastructure/ci/settings.env 0600 root:root <<'END'
WOODPECKER_HOST=https://ci.example.org
WOODPECKER_SERVER_ADDR=127.0.0.1:8201
WOODPECKER_GRPC_ADDR=127.0.0.1:8202
WOODPECKER_FORGEJO=true
WOODPECKER_FORGEJO_URL=https://code.example.org
WOODPECKER_OPEN=false
WOODPECKER_ADMIN=steward,ada
WOODPECKER_AUTHENTICATE_PUBLIC_REPOS=false
WOODPECKER_DEFAULT_APPROVAL_MODE=forks
WOODPECKER_DISABLE_USER_AGENT_REGISTRATION=true
WOODPECKER_DISABLE_VERSION_CHECK=true
WOODPECKER_DATABASE_DRIVER=postgres
WOODPECKER_DATABASE_DATASOURCE=postgres:///woodpecker?host=/run/postgresql&user=woodpecker&sslmode=disable
WOODPECKER_LOG_LEVEL=info
END
put /etc/systemd/system/open-infrastructure-ci.service 0644 root:root <<'END'
[Unit]
Description=Continuous integration: Woodpecker
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=woodpecker
EnvironmentFile=/etc/open-infrastructure/ci/settings.env
EnvironmentFile=/etc/open-infrastructure/ci/secrets.env
EnvironmentFile=/etc/open-infrastructure/ci/application.env
ExecStart=/usr/local/lib/open-infrastructure/woodpecker-server/woodpecker-server
WorkingDirectory=/var/lib/woodpecker
StateDirectory=woodpecker
StateDirectoryMode=0700
Restart=on-failure
RestartSec=5
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
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ProcSubset=pid

[Install]
WantedBy=multi-user.target
END
kept=/var/lib/open-infrastructure/ci/$used.dump
if [ -n "$used" ] && [ "$used" != "$wanted" ]; then
  rm -f /var/lib/open-infrastructure/ci/*.dump
  install -d -m 0700 /var/lib/open-infrastructure/ci
  systemctl stop open-infrastructure-ci.service
  (umask 077 && as_postgres pg_dump --format=custom woodpecker >"$kept.new")
  mv "$kept.new" "$kept"
fi
use() {
  [ "$(readlink /usr/local/lib/open-infrastructure/woodpecker-server)" != "$1" ] || return 0
  note /usr/local/lib/open-infrastructure/woodpecker-server
  ln -sfn "$1" /usr/local/lib/open-infrastructure/woodpecker-server.new
  mv -fT /usr/local/lib/open-infrastructure/woodpecker-server.new /usr/local/lib/open-infrastructure/woodpecker-server
  find /usr/local/lib/open-infrastructure -maxdepth 1 -name 'woodpecker-server-*' ! -name "$wanted" ! -name "${used:-none}" -exec rm -rf {} +
}
use "$wanted"
if changed /etc/systemd/system/open-infrastructure-ci.service; then systemctl daemon-reload; fi
if changed /etc/open-infrastructure/ci /etc/systemd/system/open-infrastructure-ci.service /usr/local/lib/open-infrastructure; then
  systemctl reset-failed open-infrastructure-ci.service 2>/dev/null || true
  systemctl try-restart open-infrastructure-ci.service
fi
running open-infrastructure-ci.service
if ! timeout 60 sh -c 'until curl -fs --max-time 5 -o /dev/null http://127.0.0.1:8201/healthz; do sleep 1; done'; then
  if [ -z "$used" ] || [ "$used" = "$wanted" ]; then fail "Woodpecker doesn't answer, see: journalctl -u open-infrastructure-ci.service"; fi
  systemctl stop open-infrastructure-ci.service
  as_postgres pg_restore --clean --if-exists --dbname=woodpecker <"$kept"
  use "$used"
  systemctl start open-infrastructure-ci.service
  fail "Woodpecker 3.17.0 doesn't answer: $before with its data of before is back"
fi