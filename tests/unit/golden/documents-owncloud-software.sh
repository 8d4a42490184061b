if [ -L /etc/open-infrastructure/documents ]; then
  [ "$(readlink /etc/open-infrastructure/documents)" = /srv/data/settings/documents ] || fail "dataDirectory: this machine's data is beside $(readlink /etc/open-infrastructure/documents); move all of it to /srv/data and run: ln -sfn /srv/data/settings/documents /etc/open-infrastructure/documents"
  [ -d /etc/open-infrastructure/documents/ ] || fail "/srv/data/settings/documents is missing, and so is what this machine's data belongs to: is the disk there that belongs at /srv/data?"
elif [ -e /etc/open-infrastructure/documents ]; then
  fail "/etc/open-infrastructure/documents is on the machine's own disk: run install -d -m 0711 /srv/data/settings && mv -nT /etc/open-infrastructure/documents /srv/data/settings/documents && ln -s /srv/data/settings/documents /etc/open-infrastructure/documents"
fi
[ -d /srv/data ] || install -d -m 0755 /srv/data
install -d -m 0711 /srv/data/settings
[ -d /srv/data/settings/documents ] || install -d -m 0700 /srv/data/settings/documents
install -d -m 0755 /etc/open-infrastructure
[ -L /etc/open-infrastructure/documents ] || ln -s /srv/data/settings/documents /etc/open-infrastructure/documents
put /usr/local/lib/open-infrastructure/documents.sh.wanted 0644 root:root <<'END'
# Functions of the steps that look after the documents. Made by Open Infrastructure, changes are lost.
software=owncloud
version=11.0.0
data=/srv/data/documents
etc=/etc/open-infrastructure/documents
# Where the code is in the directory of a release.
code=/var/www/owncloud
wanted=owncloud-11.0.0-abababab
kept=/srv/data/documents-before-upgrade
programs=/usr/local/lib/open-infrastructure

# as_postgres COMMAND…: as PostgreSQL's administrator.
as_postgres() { (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }

# alone OPTION…: one at a time looks after upgrades.
alone() {
  [ -e /run/open-infrastructure-documents.lock ] || (umask 077 && : >/run/open-infrastructure-documents.lock)
  exec 8>/run/open-infrastructure-documents.lock
  flock "$@" 8
}

# installed: what the data belongs to.
installed() { cat /etc/open-infrastructure/documents/installed 2>/dev/null || true; }

# switch_to RELEASE: the link moves in one rename.
switch_to() {
  [ "$(readlink "$programs/owncloud")" != "$1" ] || return 0
  ln -sfn "$1" "$programs/owncloud.new"
  mv -fT "$programs/owncloud.new" "$programs/owncloud"
}

# halt: the service doesn't run. On a new machine it has no unit yet.
halt() { [ ! -e /etc/systemd/system/open-infrastructure-documents.service ] || systemctl stop open-infrastructure-documents.service; }

# keep_state: database, settings and release as they are. The service doesn't run.
keep_state() {
  rm -rf "$kept"
  install -d -m 0700 "$kept"
  for file in /etc/open-infrastructure/documents/installed /etc/systemd/system/open-infrastructure-documents.service /etc/open-infrastructure/documents/config.php /etc/systemd/system/open-infrastructure-documents-cron.service; do
    [ ! -e "$file" ] || cp -p "$file" "$kept/"
  done
  readlink "$programs/owncloud" >"$kept/release"
  as_postgres pg_dump --format=custom documents >"$kept/database"
  sync -f "$kept"
  touch "$kept/whole"
}

# recover: what keep_state kept is back. Cut off, it is done again from the beginning. The service doesn't run.
recover() {
  [ -e "$kept/whole" ] || return 0
  as_postgres dropdb --if-exists --force documents-unfinished
  as_postgres dropdb --if-exists --force documents-replaced
  as_postgres createdb --owner=documents --template=template0 --encoding=UTF8 --locale=C.UTF-8 documents-unfinished
  as_postgres pg_restore --dbname=documents-unfinished --exit-on-error --single-transaction <"$kept/database"
  as_postgres psql -XAtq --dbname=postgres --set=ON_ERROR_STOP=1 --single-transaction >/dev/null <<'SQL'
REVOKE ALL ON DATABASE "documents-unfinished" FROM PUBLIC;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'documents';
ALTER DATABASE documents RENAME TO "documents-replaced";
ALTER DATABASE "documents-unfinished" RENAME TO documents;
SQL
  as_postgres dropdb --force documents-replaced
  for file in /etc/open-infrastructure/documents/installed /etc/systemd/system/open-infrastructure-documents.service /etc/open-infrastructure/documents/config.php /etc/systemd/system/open-infrastructure-documents-cron.service; do
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
  systemctl stop 'open-infrastructure-documents-guard-*'
  systemd-run --quiet --collect --unit="open-infrastructure-documents-guard-$$" --description="Start documents again if its upgrade is cut off" \
    sh -c 'flock /run/open-infrastructure-documents.lock true; systemctl start open-infrastructure-documents.service'
  halt
  keep_state
}

# end_upgrade NOW: it works.
end_upgrade() {
  printf '%s\n' "$1" | put /etc/open-infrastructure/documents/installed 0644 root:root
  rm -f "$kept/whole"
}

# give_up TEXT: an upgrade that doesn't work is taken back.
give_up() {
  journalctl --quiet --output=cat --unit=open-infrastructure-documents.service --lines=40 || true
  [ -e "$kept/whole" ] || fail "$1"
  halt
  recover
  systemctl reset-failed open-infrastructure-documents.service 2>/dev/null || true
  systemctl start open-infrastructure-documents.service && answers || echo "the version of before doesn't answer either"
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
place=$programs/$wanted

debian=$(. /etc/os-release && echo "$VERSION_ID")
# What Debian calls the cache.
case $debian in
12) cache=redis ;;
*) cache=valkey ;;
esac

# query SQL: what the database answers.
query() { (cd / && exec setpriv --reuid=documents --regid=documents --init-groups psql -XAtq --dbname=documents --command="$1"); }

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

# permitted: refuses what the software can't do with the data that is there, before anything is touched.
permitted() {
  [ -n "$(installed)" ] || return 0
  # shellcheck disable=SC2046 # three words
  set -- $(installed)
  [ "$1" = $software ] || fail "software: the documents on this machine are $1's, and can't be turned into $software's"
  if dpkg --compare-versions $version lt "$2"; then fail "release.version: $software can't go back from $2 to $version, whose database it would not understand"; fi
  [ "${version%%.*}" -le "$((${2%%.*} + 1))" ] ||
    fail "release.version: $software is upgraded one major version at a time, so $2 can't become $version at once: $((${2%%.*} + 1)) comes first"
  [ "$3" = "$wanted" ] || [ -e "$programs/$3$code/occ" ] ||
    fail "release.version: the documents on this machine are of $1 $2, which isn't installed here: install that version again before you upgrade"
}

# begin_anew: an installation that was cut off leaves nothing behind that the next could stumble over.
begin_anew() {
  if [ -e "$etc/installing" ]; then
    query 'DROP SCHEMA public CASCADE'
    query 'CREATE SCHEMA public'
    rm -rf "$data/files/administrator"
    : >/etc/open-infrastructure/documents/config.php
  elif [ -n "$(query "SELECT 1 FROM pg_tables WHERE tablename = 'oc_accounts'")" ]; then
    fail "the database documents is that of documents whose settings are not in $etc: restore them"
  fi
  touch "$etc/installing"
}

# exists NAME: there is such an account.
exists() { [ -n "$(query "SELECT 1 FROM oc_accounts WHERE lower_user_id = '$1'")" ]; }

# occ ARGUMENT…: ownCloud's own command line.
occ() { /usr/local/sbin/open-infrastructure-occ "$@" </dev/null; }

# fetch IMAGE SHA256: the files of an image get a place beside those that are there. Nothing of them belongs to a user of the machine.
fetch() {
  [ ! -e "$place$code/occ" ] || return 0
  rm -rf "$place" "$place.new"
  install -d -m 0700 "$place.new"
  # The digest says what is wanted; no policy file is needed to judge it.
  skopeo --insecure-policy copy --quiet --retry-times 5 "docker://$1@sha256:$2" "oci:$place.new/image:owncloud" ||
    { rm -rf "$place.new"; fail "the image $1@sha256:$2 can't be fetched"; }
  umoci unpack --image "$place.new/image:owncloud" "$place.new/bundle"
  root=$place.new/bundle/rootfs
  holds=$(sed -n "s/^.OC_VersionString = '\(.*\)';/\1/p" "$root$code/version.php") || true
  [ "$holds" = $version ] || { rm -rf "$place.new"; fail "release.version: the image $1@sha256:$2 holds ${holds:-no ownCloud}, not $version"; }
  chown -R --no-dereference root:root "$root"
  find "$root" -xdev -type f -perm /6000 -exec chmod ug-s {} +
  chmod -R a+rX "$root$code"
  chmod 0755 "$root"
  for directory in /run/postgresql /run/open-infrastructure-documents-cache /run/open-infrastructure-documents /var/lib/open-infrastructure-documents /srv/data/documents /etc/open-infrastructure/documents /var/www/owncloud/apps-external; do mkdir -p "$root$directory"; done
  for file in /etc/passwd /etc/group /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    mkdir -p "$root${file%/*}"
    # A link would lead out of the image's files.
    rm -f "$root$file"
    : >"$root$file"
  done
  # Settings are the machine's.
  rm -rf "$root$code/config" "$root/etc/apache2/sites-enabled/default.conf"
  ln -s /etc/open-infrastructure/documents/config "$root$code/config"
  ln -s /etc/open-infrastructure/documents/apache.conf "$root/etc/apache2/sites-enabled/default.conf"
  mv -T "$root" "$place"
  rm -rf "$place.new"
}

# answers: pages are served, and the database is what they expect.
answers() {
  for _ in $(seq 600); do
    said=$(curl -fs --max-time 10 --header 'Host: documents.example.org' http://127.0.0.1:8204/status.php || true)
    if [ "$(printf '%s' "$said" | jq -r '.installed and (.maintenance or .needsDbUpgrade | not)' 2>/dev/null)" = true ]; then return 0; fi
    systemctl --quiet is-active open-infrastructure-documents.service || [ "$(systemctl show --property=ActiveState --value open-infrastructure-documents.service)" = activating ] || return 1
    sleep 0.5
  done
  return 1
}
END
. /usr/local/lib/open-infrastructure/documents.sh.wanted
permitted
systemd-run --quiet --collect --unit=open-infrastructure-certificate-documents --property=RuntimeMaxSec=10min open-infrastructure-certificate --early documents.example.org || true
packages curl jq skopeo umoci "$cache-server"
# Debian's own unit stays off: it is for all of a machine.
if systemctl --quiet is-enabled "$cache-server" 2>/dev/null; then systemctl --quiet disable --now "$cache-server"; fi
put /etc/sysusers.d/open-infrastructure-documents.conf 0644 root:root <<'END'
u documents - "Documents" /srv/data/documents
END
getent passwd documents >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-documents.conf
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
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'documents'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole documents
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'documents'")" ]; then
  [ ! -e /etc/open-infrastructure/documents/database ] || [ -e /srv/data/postgresql/documents.dump ] ||
    fail "the database documents, which /etc/open-infrastructure/documents belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at /srv/data/postgresql/documents.dump. To begin without its data: rm /etc/open-infrastructure/documents/database"
  as_postgres dropdb --if-exists documents-unfinished
  as_postgres createdb --owner=documents --template=template0 --encoding=UTF8 --locale=C.UTF-8 documents-unfinished
  if [ -e /srv/data/postgresql/documents.dump ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=documents-unfinished </srv/data/postgresql/documents.dump; fi
  sql postgres 'ALTER DATABASE "documents-unfinished" RENAME TO documents'
  if [ -e /srv/data/postgresql/documents.dump ]; then mv -f /srv/data/postgresql/documents.dump /srv/data/postgresql/documents.dump.restored; fi
fi
touch /etc/open-infrastructure/documents/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE documents FROM PUBLIC'
# PostgreSQL's part has names of its own.
. /usr/local/lib/open-infrastructure/documents.sh.wanted
fetch docker.io/owncloud/server abababababababababababababababababababababababababababababababab
wanted_apps=
listed_apps='activity brute_force_protection comments files_mediaviewer files_pdfviewer files_sharing files_texteditor files_trashbin files_versions notifications password_policy provisioning_api systemtags twofactor_totp'
for app in $listed_apps; do
  if [ -d "$place$code/apps/$app" ]; then wanted_apps="$wanted_apps $app"; else echo "$software $version has no app $app"; fi
done
# On a disk that comes from another machine, the numbers of users are those of that machine.
if [ "$(stat -c %G "$etc/")" != documents ]; then
  chown -R --no-dereference root:root "$etc/"
  for own in /etc/open-infrastructure/documents/config.php /etc/open-infrastructure/documents/config; do [ ! -e "$own" ] || chown documents:documents "$own"; done
fi
if [ -d /srv/data/documents/files ] && [ "$(stat -c %U:%G /srv/data/documents/files)" != documents:documents ]; then chown -R --no-dereference documents:documents /srv/data/documents; fi
# Root's, so that whoever takes over the software can't put links in the way of what root does in it.
install -d -m 0750 -o root -g documents /srv/data/documents
for own in /srv/data/documents/files /srv/data/documents/temporary; do
  [ ! -L "$own" ] || fail "$own is a link to $(readlink "$own"), and root follows none here. If it is yours, mount what it leads to in its place; if not, find out who made it"
done
install -d -m 0750 -o documents -g documents /srv/data/documents/files
install -d -m 0700 -o documents -g documents /srv/data/documents/temporary
# Last, since the steps that follow go by what is permitted and here: what is refused must not be what they upgrade to.
put /usr/local/lib/open-infrastructure/documents.sh 0644 root:root </usr/local/lib/open-infrastructure/documents.sh.wanted