if [ -L /etc/open-infrastructure/code ]; then
  [ "$(readlink /etc/open-infrastructure/code)" = /srv/data/settings/code ] || fail "dataDirectory: this machine's data is beside $(readlink /etc/open-infrastructure/code); move all of it to /srv/data and run: ln -sfn /srv/data/settings/code /etc/open-infrastructure/code"
  [ -d /etc/open-infrastructure/code/ ] || fail "/srv/data/settings/code is missing, and so is what this machine's data belongs to: is the disk there that belongs at /srv/data?"
elif [ -e /etc/open-infrastructure/code ]; then
  fail "/etc/open-infrastructure/code is on the machine's own disk: run install -d -m 0711 /srv/data/settings && mv -nT /etc/open-infrastructure/code /srv/data/settings/code && ln -s /srv/data/settings/code /etc/open-infrastructure/code"
fi
[ -d /srv/data ] || install -d -m 0755 /srv/data
install -d -m 0711 /srv/data/settings
[ -d /srv/data/settings/code ] || install -d -m 0700 /srv/data/settings/code
install -d -m 0755 /etc/open-infrastructure
[ -L /etc/open-infrastructure/code ] || ln -s /srv/data/settings/code /etc/open-infrastructure/code
put /usr/local/lib/open-infrastructure/code.sh.wanted 0644 root:root <<'END'
# Functions of the steps that look after the forge. Made by Open Infrastructure, changes are lost.
software=gogs
version=0.14.3
database=postgresql
data=/srv/data/code
etc=/etc/open-infrastructure/code
program=/usr/local/lib/open-infrastructure/code/gogs
wanted=gogs-0.14.3-cdcdcdcd
base=http://127.0.0.1:3000

kept=/srv/data/code-before-upgrade
programs=/usr/local/lib/open-infrastructure

# as_postgres COMMAND…: as PostgreSQL's administrator.
as_postgres() { (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }

# alone OPTION…: one at a time looks after upgrades.
alone() {
  [ -e /run/open-infrastructure-code.lock ] || (umask 077 && : >/run/open-infrastructure-code.lock)
  exec 8>/run/open-infrastructure-code.lock
  flock "$@" 8
}

# installed: what the data belongs to.
installed() { cat /etc/open-infrastructure/code/installed 2>/dev/null || true; }

# switch_to RELEASE: the link moves in one rename.
switch_to() {
  [ "$(readlink "$programs/code")" != "$1" ] || return 0
  ln -sfn "$1" "$programs/code.new"
  mv -fT "$programs/code.new" "$programs/code"
}

# halt: the service doesn't run. On a new machine it has no unit yet.
halt() { [ ! -e /etc/systemd/system/open-infrastructure-code.service ] || systemctl stop open-infrastructure-code.service; }

# keep_state: database, settings and release as they are. The service doesn't run.
keep_state() {
  rm -rf "$kept"
  install -d -m 0700 "$kept"
  for file in /etc/open-infrastructure/code/installed /etc/systemd/system/open-infrastructure-code.service /etc/open-infrastructure/code/app.ini; do
    [ ! -e "$file" ] || cp -p "$file" "$kept/"
  done
  readlink "$programs/code" >"$kept/release"
  as_postgres pg_dump --format=custom code >"$kept/database"
  sync -f "$kept"
  touch "$kept/whole"
}

# recover: what keep_state kept is back. Cut off, it is done again from the beginning. The service doesn't run.
recover() {
  [ -e "$kept/whole" ] || return 0
  as_postgres dropdb --if-exists --force code-unfinished
  as_postgres dropdb --if-exists --force code-replaced
  as_postgres createdb --owner=git --template=template0 --encoding=UTF8 --locale=C.UTF-8 code-unfinished
  as_postgres pg_restore --dbname=code-unfinished --exit-on-error --single-transaction <"$kept/database"
  as_postgres psql -XAtq --dbname=postgres --set=ON_ERROR_STOP=1 --single-transaction >/dev/null <<'SQL'
REVOKE ALL ON DATABASE "code-unfinished" FROM PUBLIC;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'code';
ALTER DATABASE code RENAME TO "code-replaced";
ALTER DATABASE "code-unfinished" RENAME TO code;
SQL
  as_postgres dropdb --force code-replaced
  for file in /etc/open-infrastructure/code/installed /etc/systemd/system/open-infrastructure-code.service /etc/open-infrastructure/code/app.ini; do
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
  systemctl stop 'open-infrastructure-code-guard-*'
  systemd-run --quiet --collect --unit="open-infrastructure-code-guard-$$" --description="Start code again if its upgrade is cut off" \
    sh -c 'flock /run/open-infrastructure-code.lock true; systemctl start open-infrastructure-code.service'
  halt
  keep_state
}

# end_upgrade NOW: it works.
end_upgrade() {
  printf '%s\n' "$1" | put /etc/open-infrastructure/code/installed 0644 root:root
  rm -f "$kept/whole"
}

# give_up TEXT: an upgrade that doesn't work is taken back.
give_up() {
  journalctl --quiet --output=cat --unit=open-infrastructure-code.service --lines=40 || true
  [ -e "$kept/whole" ] || fail "$1"
  halt
  recover
  systemctl reset-failed open-infrastructure-code.service 2>/dev/null || true
  systemctl start open-infrastructure-code.service && answers || echo "the version of before doesn't answer either"
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

# as_git COMMAND…: as the forge's user, who sees nothing of root's surroundings.
as_git() {
  (cd "$data" && exec setpriv --reuid=git --regid=git --init-groups env -i HOME="$data" USER=git LC_ALL=C.UTF-8 \
    PATH=/usr/local/bin:/usr/bin:/bin GITEA_WORK_DIR="$data" GOGS_WORK_DIR="$data" "$@")
}

# query SQL: what the forge's database answers.
query() {
  case $database in
  postgresql) as_git psql -XAtq --dbname=code --command="$1" ;;
  sqlite) as_git sqlite3 -batch "$data/data/code.db" "$1" ;;
  esac
}

# random: a secret of 64 hexadecimal digits, which no file format reads anything into.
random() { od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# made NAME COMMAND…: a secret is made once, and whole or not at all.
made() {
  secret=$1
  shift
  [ ! -s "$etc/secrets/$secret" ] || return 0
  (umask 077 && "$@" >"$etc/secrets/.$secret")
  [ -s "$etc/secrets/.$secret" ] || fail "the secret $secret could not be made"
  mv "$etc/secrets/.$secret" "$etc/secrets/$secret"
}

# spliced <TEXT: @NAME@ is what the secret NAME holds.
spliced() {
  awk -v secrets="$etc/secrets/" '
    match($0, /@[a-z0-9-]+@/) {
      file = secrets substr($0, RSTART + 1, RLENGTH - 2)
      if ((getline value <file) != 1) { print "no secret " file >"/dev/stderr"; exit 1 }
      close(file)
      $0 = substr($0, 1, RSTART - 1) value substr($0, RSTART + RLENGTH)
    }
    { print }'
}

# forge ARGUMENT…: the forge's own command line.
forge() { as_git "$program" "$@"; }

# permitted: refuses what the software can't do with the data that is there, before anything is touched.
permitted() {
  [ "$(dpkg --print-architecture)" = amd64 ] || fail "host: the releases of $software are for 64-bit x86, this machine is $(dpkg --print-architecture)"
  [ -n "$(installed)" ] || return 0
  # shellcheck disable=SC2046 # four words
  set -- $(installed)
  [ "$1" = $software ] || fail "software: the data on this machine is of $1 $2; to move it to $software, see the documentation of CodeHosting"
  [ "$3" = $database ] || fail "database: the data on this machine is in $3, and can't be moved to $database"
  if dpkg --compare-versions $version lt "$2"; then fail "release.version: $software can't go back from $2 to $version, whose database it would not understand"; fi
  [ "$4" = $wanted ] || [ -x "/usr/local/lib/open-infrastructure/$4/$1" ] ||
    fail "release.version: the data on this machine is of $1 $2, which isn't installed here: install that version again before you upgrade"
  # Each minor version knows how to take over the database of the one before it, and of no other.
  old=$(echo "$2" | cut -d. -f1-2)
  new=$(echo $version | cut -d. -f1-2)
  if [ "$old" != "$new" ] && [ "${old%.*}.$((${old#*.} + 1))" != "$new" ]; then
    fail "release.version: gogs is upgraded one minor version at a time, so $2 can't become $version at once"
  fi
}

# fetch URL SHA256: a release is checked before it gets a place beside those that are there.
fetch() {
  place=/usr/local/lib/open-infrastructure/$wanted
  [ ! -x "$place/$software" ] || return 0
  rm -rf "$place.new"
  install -d -m 0755 "$place.new"
  curl -fsSL --proto =https --connect-timeout 30 --max-time 1800 --retry 4 -o "$place.new/archive" "$1" ||
    { rm -rf "$place.new"; fail "$1 can't be downloaded"; }
  got=$(sha256sum "$place.new/archive" | cut -d' ' -f1)
  [ "$got" = "$2" ] || { rm -rf "$place.new"; fail "release.sha256: $1 has the checksum $got and not $2; what is installed stays as it is"; }
  case $1 in
  *.tar.gz) tar -xzf "$place.new/archive" -C "$place.new" --strip-components=1 --no-same-owner --no-same-permissions ;;
  *.xz) xz -dc "$place.new/archive" >"$place.new/$software" ;;
  *) cp "$place.new/archive" "$place.new/$software" ;;
  esac
  rm "$place.new/archive"
  [ -f "$place.new/$software" ] || { rm -rf "$place.new"; fail "$1 holds no program $software"; }
  chmod 0755 "$place.new/$software"
  mv "$place.new" "$place"
}

# answers: the forge says that it works.
answers() {
  for _ in $(seq 150); do
    if curl -fsS -o /dev/null --noproxy '*' --max-time 5 "$base/healthcheck"; then return 0; fi
    sleep 0.4
  done
  return 1
}

# works TOKEN-FILE: the forge lets it in.
works() {
  [ -s "$1" ] && printf 'header = "Authorization: token %s"
' "$(cat "$1")" |
    curl -fsS --config - --noproxy '*' --max-time 60 -o /dev/null "$base/api/v1/user"
}

# exists NAME: there is such an account.
exists() { [ -n "$(query "SELECT 1 FROM \"user\" WHERE lower_name = '$1'")" ]; }

# api METHOD PATH [BODY]: the forge is asked by its administrator. Sets status and answer; secrets stay out of arguments.
api() {
  install -d -m 0700 /run/open-infrastructure-code
  printf '%s' "${3:-}" >/run/open-infrastructure-code/body
  status=$(
    printf 'header = "Authorization: token %s"\n' "$(cat "$etc/admin-token")" |
      curl -sS --config - --noproxy '*' --max-time 60 -X "$1" -H 'Content-Type: application/json' \
        --data-binary @/run/open-infrastructure-code/body -o /run/open-infrastructure-code/answer -w '%{http_code}' "$base/api/v1$2"
  )
  answer=$(cat /run/open-infrastructure-code/answer)
  rm -rf /run/open-infrastructure-code
}

# must METHOD PATH BODY: the same, and it works.
must() {
  api "$@"
  case $status in
  2??) ;;
  *) fail "$software answers $1 $2 with $status: $answer" ;;
  esac
}
END
. /usr/local/lib/open-infrastructure/code.sh.wanted
permitted
packages git git-lfs curl jq xz-utils openssh-server 
put /etc/sysusers.d/open-infrastructure-code.conf 0644 root:root <<'END'
u git - "Code hosting" /srv/data/code /bin/sh
END
getent passwd git >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-code.conf
[ "$(getent passwd git | cut -d: -f6)" = /srv/data/code ] || fail "dataDirectory: the data is in $(getent passwd git | cut -d: -f6); stop the forge, move it to /srv/data/code and run: usermod --home /srv/data/code git"
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
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'git'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole git
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'code'")" ]; then
  [ ! -e /etc/open-infrastructure/code/database ] || [ -e /srv/data/postgresql/code.dump ] ||
    fail "the database code, which /etc/open-infrastructure/code belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at /srv/data/postgresql/code.dump. To begin without its data: rm /etc/open-infrastructure/code/database"
  as_postgres dropdb --if-exists code-unfinished
  as_postgres createdb --owner=git --template=template0 --encoding=UTF8 --locale=C.UTF-8 code-unfinished
  if [ -e /srv/data/postgresql/code.dump ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=code-unfinished </srv/data/postgresql/code.dump; fi
  sql postgres 'ALTER DATABASE "code-unfinished" RENAME TO code'
  if [ -e /srv/data/postgresql/code.dump ]; then mv -f /srv/data/postgresql/code.dump /srv/data/postgresql/code.dump.restored; fi
fi
touch /etc/open-infrastructure/code/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE code FROM PUBLIC'
fetch https://dl.gogs.io/gogs_0.14.3_linux_amd64.tar.gz cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
# The steps that follow go by what is permitted and here. A refused release must not be what they upgrade to.
put /usr/local/lib/open-infrastructure/code.sh 0644 root:root </usr/local/lib/open-infrastructure/code.sh.wanted
# On a disk that comes from another machine, the numbers of users are those of that machine.
[ "$(stat -c %G "$etc/")" = git ] || chown -R --no-dereference root:root "$etc/"
if [ -d /srv/data/code ] && [ "$(stat -c %U:%G /srv/data/code)" != git:git ]; then chown -R --no-dereference git:git /srv/data/code; fi
install -d -m 0750 -o git -g git /srv/data/code