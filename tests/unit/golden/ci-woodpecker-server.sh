if [ -L /etc/open-infrastructure/ci ]; then
  [ "$(readlink /etc/open-infrastructure/ci)" = /srv/data/settings/ci ] || fail "dataDirectory: this machine's data is beside $(readlink /etc/open-infrastructure/ci); move all of it to /srv/data and run: ln -sfn /srv/data/settings/ci /etc/open-infrastructure/ci"
  [ -d /etc/open-infrastructure/ci/ ] || fail "/srv/data/settings/ci is missing, and so is what this machine's data belongs to: is the disk there that belongs at /srv/data?"
elif [ -e /etc/open-infrastructure/ci ]; then
  fail "/etc/open-infrastructure/ci is on the machine's own disk: run install -d -m 0711 /srv/data/settings && mv -nT /etc/open-infrastructure/ci /srv/data/settings/ci && ln -s /srv/data/settings/ci /etc/open-infrastructure/ci"
fi
[ -d /srv/data ] || install -d -m 0755 /srv/data
install -d -m 0711 /srv/data/settings
[ -d /srv/data/settings/ci ] || install -d -m 0700 /srv/data/settings/ci
install -d -m 0755 /etc/open-infrastructure
[ -L /etc/open-infrastructure/ci ] || ln -s /srv/data/settings/ci /etc/open-infrastructure/ci
put /usr/local/lib/open-infrastructure/ci.sh 0644 root:root <<'END'
# Functions of the step that looks after the server of builds. Made by Open Infrastructure, changes are lost.
kept=/srv/data/ci-before-upgrade
programs=/usr/local/lib/open-infrastructure

# as_postgres COMMAND…: as PostgreSQL's administrator.
as_postgres() { (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }

# alone OPTION…: one at a time looks after upgrades.
alone() {
  [ -e /run/open-infrastructure-ci.lock ] || (umask 077 && : >/run/open-infrastructure-ci.lock)
  exec 8>/run/open-infrastructure-ci.lock
  flock "$@" 8
}

# installed: what the data belongs to.
installed() { cat /etc/open-infrastructure/ci/installed 2>/dev/null || true; }

# switch_to RELEASE: the link moves in one rename.
switch_to() {
  [ "$(readlink "$programs/woodpecker-server")" != "$1" ] || return 0
  ln -sfn "$1" "$programs/woodpecker-server.new"
  mv -fT "$programs/woodpecker-server.new" "$programs/woodpecker-server"
}

# halt: the service doesn't run. On a new machine it has no unit yet.
halt() { [ ! -e /etc/systemd/system/open-infrastructure-ci.service ] || systemctl stop open-infrastructure-ci.service; }

# keep_state: database, settings and release as they are. The service doesn't run.
keep_state() {
  rm -rf "$kept"
  install -d -m 0700 "$kept"
  for file in /etc/open-infrastructure/ci/installed /etc/systemd/system/open-infrastructure-ci.service /etc/open-infrastructure/ci/settings.env /etc/open-infrastructure/ci/application.env; do
    [ ! -e "$file" ] || cp -p "$file" "$kept/"
  done
  readlink "$programs/woodpecker-server" >"$kept/release"
  as_postgres pg_dump --format=custom woodpecker >"$kept/database"
  sync -f "$kept"
  touch "$kept/whole"
}

# recover: what keep_state kept is back. Cut off, it is done again from the beginning. The service doesn't run.
recover() {
  [ -e "$kept/whole" ] || return 0
  as_postgres dropdb --if-exists --force woodpecker-unfinished
  as_postgres dropdb --if-exists --force woodpecker-replaced
  as_postgres createdb --owner=woodpecker --template=template0 --encoding=UTF8 --locale=C.UTF-8 woodpecker-unfinished
  as_postgres pg_restore --dbname=woodpecker-unfinished --exit-on-error --single-transaction <"$kept/database"
  as_postgres psql -XAtq --dbname=postgres --set=ON_ERROR_STOP=1 --single-transaction >/dev/null <<'SQL'
REVOKE ALL ON DATABASE "woodpecker-unfinished" FROM PUBLIC;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'woodpecker';
ALTER DATABASE woodpecker RENAME TO "woodpecker-replaced";
ALTER DATABASE "woodpecker-unfinished" RENAME TO woodpecker;
SQL
  as_postgres dropdb --force woodpecker-replaced
  for file in /etc/open-infrastructure/ci/installed /etc/systemd/system/open-infrastructure-ci.service /etc/open-infrastructure/ci/settings.env /etc/open-infrastructure/ci/application.env; do
    [ ! -e "$kept/${file##*/}" ] || cp -p "$kept/${file##*/}" "$file"
  done
  systemctl daemon-reload
  switch_to "$(cat "$kept/release")"
  rm -f "$kept/whole"
}

# settle: nobody else upgrades, and no upgrade is half done.
settle() {
  alone -w 3000
  [ -e "$kept/whole" ] || return 0
  halt
  recover
}

# begin_upgrade NOW: of what is installed, if it is something else, everything is kept. The service then doesn't run.
# Who waits for the lock starts it again if this step is killed.
begin_upgrade() {
  was=$(installed)
  [ -n "$was" ] && [ "$was" != "$1" ] || return 0
  systemctl stop 'open-infrastructure-ci-guard-*'
  systemd-run --quiet --collect --unit="open-infrastructure-ci-guard-$$" --description="Start ci again if its upgrade is cut off" \
    sh -c 'flock /run/open-infrastructure-ci.lock true; systemctl start open-infrastructure-ci.service'
  halt
  keep_state
}

# end_upgrade NOW: it works.
end_upgrade() {
  printf '%s\n' "$1" | put /etc/open-infrastructure/ci/installed 0644 root:root
  rm -f "$kept/whole"
}

# give_up TEXT: an upgrade that doesn't work is taken back.
give_up() {
  journalctl --quiet --output=cat --unit=open-infrastructure-ci.service --lines=40 || true
  [ -e "$kept/whole" ] || fail "$1"
  halt
  recover
  systemctl reset-failed open-infrastructure-ci.service 2>/dev/null || true
  systemctl start open-infrastructure-ci.service && answers || echo "the version of before doesn't answer either"
  fail "$1; what was installed before is back, with its data of before the upgrade"
}

# tidy NAME: of releases, the one in use and the one before stay.
tidy() {
  before=$(cat "$kept/release" 2>/dev/null || true)
  for old in "$programs/$1"-*; do
    case $old in
    */"$wanted" | */"${before:-$wanted}") ;;
    *) rm -rf "$old" ;;
    esac
  done
}

# answers: the server says that it works, within five minutes.
answers() { timeout 300 sh -c 'until curl -fs --max-time 5 -o /dev/null http://127.0.0.1:8201/healthz; do sleep 1; done'; }
END
. /usr/local/lib/open-infrastructure/ci.sh
of=$(installed)
of=${of%% *}
case $of in
drone-*) fail "software: the builds on this machine are Drone's, and can't be turned into Woodpecker's" ;;
esac
[ "${of:-3.17.0}" = 3.17.0 ] || [ -e /usr/local/lib/open-infrastructure/woodpecker-server/woodpecker-server ] ||
  fail "release.version: the data on this machine is of Woodpecker $of, which isn't installed here: install that version again before you upgrade"
packages curl jq openssl
put /etc/postgresql-common/createcluster.conf 0644 root:root <<'END'
# Made by Open Infrastructure, changes are lost.
create_main_cluster = false
data_directory = '/srv/data/postgresql/%v/%c'
cluster_name = '%v/%c'
log_line_prefix = '%%m [%%p] %%q%%u@%%d '
add_include_dir = 'conf.d'
END
packages postgresql
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
cluster=$(pg_lsclusters --no-header | awk '$3 == 5432 { print $1 "/" $2 }')
place=/srv/data/postgresql/$cluster
if [ -z "$cluster" ]; then
  version=$(dpkg-query -W -f '${Depends}' postgresql | sed 's/^postgresql-\([0-9]*\).*/\1/')
  cluster=$version/main
  place=/srv/data/postgresql/$cluster
  for other in /srv/data/postgresql/[0-9]*/main/PG_VERSION; do
    if [ -e "$other" ] && [ ! -e "$place/PG_VERSION" ]; then
      fail "${other%/*} is of PostgreSQL $(cat "$other"); this machine has $version, which can't read it. Nothing of it was touched. Set image back and raise generation once more, then dump the databases on that machine, as docs/tasks/move-to-a-new-server.md says"
    fi
  done
  # On a disk that comes from another machine, the numbers of users are those of that machine.
  if [ -d "${place%/*}" ] && [ "$(stat -c %U:%G "${place%/*}")" != postgres:postgres ]; then chown -R --no-dereference postgres:postgres "${place%/*}"; fi
  if [ ! -e "$place/PG_VERSION" ]; then
    rm -rf "$place.new"
    install -d -m 0755 /srv/data/postgresql
    install -d -m 0700 -o postgres -g postgres "${place%/*}" "$place.new"
    (cd / && as_postgres "/usr/lib/postgresql/$version/bin/initdb" --pgdata="$place.new" --auth=peer --encoding=UTF8 --locale=C.UTF-8 --no-instructions)
    mv -T "$place.new" "$place"
  fi
  put "/etc/postgresql/$cluster/pg_ident.conf" 0640 postgres:postgres <<'END'
# Nobody is anybody else.
END
  # Debian knows a cluster by this file, so it comes last.
  put "/etc/postgresql/$cluster/postgresql.conf" 0644 postgres:postgres <<END
# Made by Open Infrastructure, changes are lost.
data_directory = '$place'
hba_file = '/etc/postgresql/$cluster/pg_hba.conf'
ident_file = '/etc/postgresql/$cluster/pg_ident.conf'
external_pid_file = '/run/postgresql/$(echo "$cluster" | tr / -).pid'
unix_socket_directories = '/run/postgresql'
port = 5432
cluster_name = '$cluster'
log_line_prefix = '%m [%p] %q%u@%d '
include_dir = 'conf.d'
END
  /usr/share/postgresql-common/pg_updateaptconfig
fi
elsewhere=$(pg_lsclusters --no-header | awk -v place="$place" '$3 == 5432 && $6 != place { print $6 }')
if [ -n "$elsewhere" ]; then
  echo "It stays in $elsewhere and moves to no other machine by itself: before you raise generation, dump it as docs/tasks/move-to-a-new-server.md says." |
    /usr/local/sbin/open-infrastructure-notify "PostgreSQL's data is not in /srv/data/postgresql" || true
fi
put /etc/systemd/system/postgresql@.service.d/open-infrastructure.conf 0644 root:root <<'END'
[Unit]
RequiresMountsFor=/srv/data/postgresql
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
if changed /etc/systemd/system/postgresql "/etc/postgresql/$cluster/postgresql.conf"; then systemctl daemon-reload; fi
server=postgresql@$(echo "$cluster" | tr / -)
if changed "/etc/postgresql/$cluster"; then systemctl restart "$server"; fi
systemctl --quiet is-active "$server" || systemctl start "$server"
sql() { as_postgres psql -XAtq --dbname="$1" --command="$2"; }
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'woodpecker'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole woodpecker
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'woodpecker'")" ]; then
  [ ! -e /etc/open-infrastructure/ci/database ] || [ -e /srv/data/postgresql/woodpecker.dump ] ||
    fail "the database woodpecker, which /etc/open-infrastructure/ci belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at /srv/data/postgresql/woodpecker.dump. To begin without its data: rm /etc/open-infrastructure/ci/database"
  as_postgres dropdb --if-exists woodpecker-unfinished
  as_postgres createdb --owner=woodpecker --template=template0 --encoding=UTF8 --locale=C.UTF-8 woodpecker-unfinished
  if [ -e /srv/data/postgresql/woodpecker.dump ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=woodpecker-unfinished </srv/data/postgresql/woodpecker.dump; fi
  sql postgres 'ALTER DATABASE "woodpecker-unfinished" RENAME TO woodpecker'
  if [ -e /srv/data/postgresql/woodpecker.dump ]; then mv -f /srv/data/postgresql/woodpecker.dump /srv/data/postgresql/woodpecker.dump.restored; fi
fi
touch /etc/open-infrastructure/ci/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE woodpecker FROM PUBLIC'
echo 'u woodpecker - "Continuous integration" /var/lib/woodpecker' | put /etc/sysusers.d/open-infrastructure-woodpecker.conf 0644 root:root
getent passwd woodpecker >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-woodpecker.conf
settle
wanted=woodpecker-server-3.17.0-abababab
used=$(readlink /usr/local/lib/open-infrastructure/woodpecker-server || true)
before=$(echo "$used" | sed 's/^woodpecker-server-//; s/-.*//')
if [ -n "$before" ] && dpkg --compare-versions 3.17.0 lt "$before"; then
  fail "woodpecker-server $before is in use, an older version can't read its data: 3.17.0 is refused"
fi
if [ ! -x /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-abababab/woodpecker-server ]; then
  fetched=$(mktemp -d)
  curl -fsSL --proto =https --retry 5 --retry-connrefused --connect-timeout 30 --max-time 1800 -o "$fetched/archive" https://github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-server_linux_amd64.tar.gz ||
    fail "woodpecker-server 3.17.0 can't be downloaded from https://github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-server_linux_amd64.tar.gz"
  echo "abababababababababababababababababababababababababababababababab  $fetched/archive" | sha256sum --check --quiet ||
    fail "woodpecker-server 3.17.0 from https://github.com/woodpecker-ci/woodpecker/releases/download/v3.17.0/woodpecker-server_linux_amd64.tar.gz has another checksum than release.sha256: nothing was changed"
  tar -xzf "$fetched/archive" -C "$fetched" --no-same-owner woodpecker-server
  rm -rf /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-abababab /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-abababab.new
  install -D -m 0755 "$fetched/woodpecker-server" /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-abababab.new/woodpecker-server
  mv -T /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-abababab.new /usr/local/lib/open-infrastructure/woodpecker-server-3.17.0-abababab
  rm -rf "$fetched"
fi
now="3.17.0 $wanted"
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
begin_upgrade "$now"
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
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=woodpecker
EnvironmentFile=/etc/open-infrastructure/ci/settings.env
EnvironmentFile=/etc/open-infrastructure/ci/secrets.env
EnvironmentFile=/etc/open-infrastructure/ci/application.env
ExecStartPre=+/bin/sh -euc '. /usr/local/lib/open-infrastructure/ci.sh; alone --nonblock || exit 0; recover'
ExecStart=/usr/local/lib/open-infrastructure/woodpecker-server/woodpecker-server
TimeoutStartSec=5min
ExecStartPost=/bin/sh -c 'until curl -fs -o /dev/null --noproxy "*" --max-time 5 http://127.0.0.1:8201/healthz; do sleep 0.2; done'
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
if changed /etc/systemd/system/open-infrastructure-ci.service; then systemctl daemon-reload; fi
switch_to "$wanted"
if [ "$was" != "$now" ]; then note open-infrastructure-ci.service; fi
if changed open-infrastructure-ci.service /etc/open-infrastructure/ci /etc/systemd/system/open-infrastructure-ci.service; then
  systemctl reset-failed open-infrastructure-ci.service 2>/dev/null || true
  systemctl try-restart open-infrastructure-ci.service || give_up "woodpecker $now doesn't start"
fi
running open-infrastructure-ci.service || give_up "woodpecker $now doesn't start"
answers || give_up "woodpecker $now doesn't answer"
end_upgrade "$now"
tidy woodpecker-server