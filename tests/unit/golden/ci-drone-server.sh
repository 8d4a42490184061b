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
  [ "$(readlink "$programs/drone-server")" != "$1" ] || return 0
  ln -sfn "$1" "$programs/drone-server.new"
  mv -fT "$programs/drone-server.new" "$programs/drone-server"
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
  readlink "$programs/drone-server" >"$kept/release"
  as_postgres pg_dump --format=custom drone >"$kept/database"
  sync -f "$kept"
  touch "$kept/whole"
}

# recover: what keep_state kept is back. Cut off, it is done again from the beginning. The service doesn't run.
recover() {
  [ -e "$kept/whole" ] || return 0
  as_postgres dropdb --if-exists --force drone-unfinished
  as_postgres dropdb --if-exists --force drone-replaced
  as_postgres createdb --owner=drone --template=template0 --encoding=UTF8 --locale=C.UTF-8 drone-unfinished
  as_postgres pg_restore --dbname=drone-unfinished --exit-on-error --single-transaction <"$kept/database"
  as_postgres psql -XAtq --dbname=postgres --set=ON_ERROR_STOP=1 --single-transaction >/dev/null <<'SQL'
REVOKE ALL ON DATABASE "drone-unfinished" FROM PUBLIC;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'drone';
ALTER DATABASE drone RENAME TO "drone-replaced";
ALTER DATABASE "drone-unfinished" RENAME TO drone;
SQL
  as_postgres dropdb --force drone-replaced
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
wanted=drone-server-abababababababab
now=$wanted
of=$(installed)
case $of in
*woodpecker-*) fail "software: the builds on this machine are Woodpecker's, and can't be turned into Drone's" ;;
esac
[ "${of:-$wanted}" = $wanted ] || [ -x "$programs/$of/bin/drone-server" ] ||
  fail "image: the data on this machine is of the image sha256:${of#drone-server-}…, which isn't installed here: install that image again before you take another"
packages curl jq openssl skopeo umoci
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
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'drone'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole drone
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'drone'")" ]; then
  [ ! -e /etc/open-infrastructure/ci/database ] || [ -e /srv/data/postgresql/drone.dump ] ||
    fail "the database drone, which /etc/open-infrastructure/ci belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at /srv/data/postgresql/drone.dump. To begin without its data: rm /etc/open-infrastructure/ci/database"
  as_postgres dropdb --if-exists drone-unfinished
  as_postgres createdb --owner=drone --template=template0 --encoding=UTF8 --locale=C.UTF-8 drone-unfinished
  if [ -e /srv/data/postgresql/drone.dump ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=drone-unfinished </srv/data/postgresql/drone.dump; fi
  sql postgres 'ALTER DATABASE "drone-unfinished" RENAME TO drone'
  if [ -e /srv/data/postgresql/drone.dump ]; then mv -f /srv/data/postgresql/drone.dump /srv/data/postgresql/drone.dump.restored; fi
fi
touch /etc/open-infrastructure/ci/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE drone FROM PUBLIC'
echo 'u drone - "Continuous integration" /var/lib/drone' | put /etc/sysusers.d/open-infrastructure-drone.conf 0644 root:root
getent passwd drone >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-drone.conf
settle
if [ ! -x /usr/local/lib/open-infrastructure/drone-server-abababababababab/bin/drone-server ]; then
  fetched=$(mktemp -d)
  # The digest says what is wanted; no policy file is needed to judge it.
  skopeo --insecure-policy copy --retry-times 5 docker://docker.io/drone/drone@sha256:abababababababababababababababababababababababababababababababab "oci:$fetched/image:drone" ||
    fail "the image docker.io/drone/drone@sha256:abababababababababababababababababababababababababababababababab can't be fetched"
  umoci unpack --image "$fetched/image:drone" "$fetched/bundle"
  [ -x "$fetched/bundle/rootfs/bin/drone-server" ] || fail "image: there is no /bin/drone-server in docker.io/drone/drone@sha256:abababababababababababababababababababababababababababababababab"
  rm -rf /usr/local/lib/open-infrastructure/drone-server-abababababababab /usr/local/lib/open-infrastructure/drone-server-abababababababab.new
  mv -T "$fetched/bundle/rootfs" /usr/local/lib/open-infrastructure/drone-server-abababababababab.new
  mkdir -p /usr/local/lib/open-infrastructure/drone-server-abababababababab.new/etc/ssl/certs /usr/local/lib/open-infrastructure/drone-server-abababababababab.new/run/postgresql /usr/local/lib/open-infrastructure/drone-server-abababababababab.new/var/lib/drone
  for file in resolv.conf hosts nsswitch.conf ssl/certs/ca-certificates.crt; do
    [ -e "/usr/local/lib/open-infrastructure/drone-server-abababababababab.new/etc/$file" ] || : >"/usr/local/lib/open-infrastructure/drone-server-abababababababab.new/etc/$file"
  done
  mv -T /usr/local/lib/open-infrastructure/drone-server-abababababababab.new /usr/local/lib/open-infrastructure/drone-server-abababababababab
  rm -rf "$fetched"
fi
install -d -m 0700 /etc/open-infrastructure/ci
if ! grep -qs '^DRONE_RPC_SECRET=' /etc/open-infrastructure/ci/secrets.env; then
  made=$(openssl rand -hex 16)
  { cat /etc/open-infrastructure/ci/secrets.env 2>/dev/null || true; echo "DRONE_RPC_SECRET=$made"; } | put /etc/open-infrastructure/ci/secrets.env 0600 root:root
fi
if ! grep -qs '^DRONE_DATABASE_SECRET=' /etc/open-infrastructure/ci/secrets.env; then
  made=$(openssl rand -hex 16)
  { cat /etc/open-infrastructure/ci/secrets.env 2>/dev/null || true; echo "DRONE_DATABASE_SECRET=$made"; } | put /etc/open-infrastructure/ci/secrets.env 0600 root:root
fi
if ! grep -qs '^DRONE_COOKIE_SECRET=' /etc/open-infrastructure/ci/secrets.env; then
  made=$(openssl rand -hex 16)
  { cat /etc/open-infrastructure/ci/secrets.env 2>/dev/null || true; echo "DRONE_COOKIE_SECRET=$made"; } | put /etc/open-infrastructure/ci/secrets.env 0600 root:root
fi
# Drone takes a token of its own for its first administrator, and prints it when it makes the account.
if ! grep -qs '^DRONE_USER_CREATE=' /etc/open-infrastructure/ci/secrets.env; then
  made=$(openssl rand -hex 16)
  { cat /etc/open-infrastructure/ci/secrets.env; echo "DRONE_USER_CREATE=username:steward,admin:true,token:$made"; } | put /etc/open-infrastructure/ci/secrets.env 0600 root:root
fi
drop /etc/open-infrastructure/ci/application.env
begin_upgrade "$now"
put /etc/open-infrastructure/ci/settings.env 0600 root:root <<'END'
DRONE_SERVER_HOST=ci.example.org
DRONE_SERVER_PROTO=https
DRONE_SERVER_PORT=127.0.0.1:8201
DRONE_GOGS_SERVER=https://code.example.org
DRONE_GIT_ALWAYS_AUTH=true
DRONE_USER_FILTER=steward,ada
DRONE_COOKIE_TIMEOUT=2160h
DRONE_DATABASE_DRIVER=postgres
DRONE_DATABASE_DATASOURCE=postgres:///drone?host=/run/postgresql&user=drone&sslmode=disable
DRONE_DATADOG_ENABLED=false
DRONE_LOGS_TEXT=true
GODEBUG=netdns=go
XDG_CACHE_HOME=/var/lib/drone
END
put /etc/systemd/system/open-infrastructure-ci.service 0644 root:root <<'END'
[Unit]
Description=Continuous integration: Drone
After=network-online.target postgresql.service
Wants=network-online.target postgresql.service
RequiresMountsFor=/srv/data
OnFailure=open-infrastructure-notify@%N.service

[Service]
User=drone
EnvironmentFile=/etc/open-infrastructure/ci/settings.env
EnvironmentFile=/etc/open-infrastructure/ci/secrets.env
EnvironmentFile=-/etc/open-infrastructure/ci/application.env
RootDirectory=/usr/local/lib/open-infrastructure/drone-server-abababababababab
RootDirectoryStartOnly=yes
MountAPIVFS=yes
BindReadOnlyPaths=/etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts -/etc/nsswitch.conf
BindPaths=/run/postgresql
ExecStartPre=+/bin/sh -euc '. /usr/local/lib/open-infrastructure/ci.sh; alone --nonblock || exit 0; recover'
ExecStart=/bin/drone-server
TimeoutStartSec=5min
ExecStartPost=/bin/sh -c 'until curl -fs -o /dev/null --noproxy "*" --max-time 5 http://127.0.0.1:8201/healthz; do sleep 0.2; done'
WorkingDirectory=/var/lib/drone
StateDirectory=drone
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
  systemctl try-restart open-infrastructure-ci.service || give_up "drone $now doesn't start"
fi
running open-infrastructure-ci.service || give_up "drone $now doesn't start"
answers || give_up "drone $now doesn't answer"
end_upgrade "$now"
tidy drone-server
put /usr/local/sbin/open-infrastructure-drone-sign-in 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-drone-sign-in ACCOUNT: forget the token that Drone has at Gogs. Sign in to Drone right after it: until then, builds
# of the repositories that ACCOUNT activated can't fetch anything. Made by Open Infrastructure, changes are lost.
set -eu
case ${1:-} in
'' | *[!A-Za-z0-9._-]*) echo "usage: $0 ACCOUNT" >&2; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "$0: only root may do this" >&2; exit 1; }
gone=$(setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtq --dbname=code --set=ON_ERROR_STOP=1 --set="account=$1" <<'SQL'
WITH gone AS (
  DELETE FROM access_token WHERE name = 'drone' AND uid = (SELECT id FROM "user" WHERE lower_name = lower(:'account')) RETURNING 1
) SELECT count(*) FROM gone;
SQL
)
echo "tokens that Drone had from $1 and that are gone: $gone"
END
drone() {
  printf 'header = "Authorization: Bearer %s"\n' "$(sed -n 's/^DRONE_USER_CREATE=//p' /etc/open-infrastructure/ci/secrets.env)" | sed 's/Bearer .*token:/Bearer /' |
    curl --config - -fsS --max-time 120 -o /dev/null -X "$1" "http://127.0.0.1:8201$2"
}
if ! drone POST '/api/user/repos?async=false'; then
  [ -s /etc/open-infrastructure/code/admin-password ] || fail "/etc/open-infrastructure/code/admin-password is missing: the code hosting has to be on this machine"
  # A token of a Drone that lost its data. Where Gogs keeps its data in a file, it has to be deleted by hand.
  /usr/local/sbin/open-infrastructure-drone-sign-in steward || true
  led=$({ printf 'data-urlencode = "password=%s"\n' "$(cat /etc/open-infrastructure/code/admin-password)"; } |
    curl --config - -sS --max-time 60 -o /dev/null -w '%{redirect_url}' --data-urlencode 'username=steward' http://127.0.0.1:8201/login)
  case $led in
  */login/error*) fail "Drone can't sign in to Gogs as steward: ${led#*message=}; delete the token called drone in the settings of that account and run this again" ;;
  esac
  drone POST '/api/user/repos?async=false' || fail "Drone can't read the repositories of steward"
fi