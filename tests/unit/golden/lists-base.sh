opens() { timeout 10 bash -c "exec 7<>/dev/tcp/$1/$2" 2>/dev/null; }
reaches() {
  input=$1
  server=$2
  port=$3
  shift 3
  if opens "$server" "$port" || opens "$server" "$port" || opens "$server" "$port"; then return 0; fi
  others=$(for other; do if [ "$other" != "$port" ] && opens "$server" "$other"; then echo "$other"; fi; done | paste -sd ' ')
  fail "$input: this machine can't reach port $port of $server. Clouds block outgoing mail on 25, 465 and 587; 2525 is the usual way out. Ports that do answer: ${others:-none}"
}
reaches relay.port smtp.example.net 2525 2525 587 465
reaches mailbox.port imap.example.net 993 993
systemd-run --quiet --collect --unit=open-infrastructure-certificate-lists --property=RuntimeMaxSec=10min open-infrastructure-certificate --early lists.example.org || true
if [ -L /etc/open-infrastructure/lists ]; then
  [ "$(readlink /etc/open-infrastructure/lists)" = /srv/data/settings/lists ] || fail "dataDirectory: this machine's data is beside $(readlink /etc/open-infrastructure/lists); move all of it to /srv/data and run: ln -sfn /srv/data/settings/lists /etc/open-infrastructure/lists"
  [ -d /etc/open-infrastructure/lists/ ] || fail "/srv/data/settings/lists is missing, and so is what this machine's data belongs to: is the disk there that belongs at /srv/data?"
elif [ -e /etc/open-infrastructure/lists ]; then
  fail "/etc/open-infrastructure/lists is on the machine's own disk: run install -d -m 0711 /srv/data/settings && mv -nT /etc/open-infrastructure/lists /srv/data/settings/lists && ln -s /srv/data/settings/lists /etc/open-infrastructure/lists"
fi
[ -d /srv/data ] || install -d -m 0755 /srv/data
install -d -m 0711 /srv/data/settings
[ -d /srv/data/settings/lists ] || install -d -m 0700 /srv/data/settings/lists
install -d -m 0755 /etc/open-infrastructure
[ -L /etc/open-infrastructure/lists ] || ln -s /srv/data/settings/lists /etc/open-infrastructure/lists
put /usr/local/lib/open-infrastructure/lists.sh 0644 root:root <<'END'
# Functions of the steps that look after the mailing lists. Made by Open Infrastructure, changes are lost.
etc=/etc/open-infrastructure/lists

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

# given NAME VALUE: a secret that somebody else made.
given() { printf '%s\n' "$2" | put "$etc/secrets/$1" 0600 root:root; }

# proven NAME VALUE…: whether these worked when they were last tried. If not, they are in $draft, a line each, for root to try:
# what is refused must leave no trace, or nothing would take it away once the settings are as before.
proven() {
  proof=$etc/secrets/$1-proven
  draft=$etc/secrets/.$1-draft
  shift
  (umask 077 && printf '%s\n' "$@" >"$draft")
  if cmp -s "$draft" "$proof"; then rm "$draft"; else return 1; fi
}

# prove <PROGRAM: tries the draft, and remembers that it worked.
prove() {
  python3 - "$draft" || { rm "$draft"; return 1; }
  mv "$draft" "$proof"
}

# belongs PATH USER:GROUP MODE: a directory in one of root's, whatever the number of that user was on another machine. No link: whoever
# could put one there would have root follow it.
belongs() {
  [ ! -L "$1" ] || fail "$1 is a link where a directory belongs: find out who made it, remove it, and run this again"
  [ -d "$1" ] || install -d -m "$3" "$1"
  [ "$(stat -c %U:%G "$1")" = "$2" ] || chown -R --no-dereference "$2" "$1"
}

# as_user NAME [VARIABLE=VALUE…] COMMAND…: as a user who sees nothing of root's surroundings.
as_user() {
  user=$1
  shift
  (cd / && exec setpriv --reuid="$user" --regid="$user" --init-groups env -i HOME=/nonexistent LC_ALL=C.UTF-8 PATH=/usr/bin:/bin "$@")
}

# answers ADDRESS: something answers there within five minutes.
answers() {
  for _ in $(seq 1000); do
    if curl -s --noproxy '*' --max-time 5 -o /dev/null "$1"; then return 0; fi
    sleep 0.3
  done
  return 1
}
END
. /usr/local/lib/open-infrastructure/lists.sh
[ ! -e "$etc/mail-domain" ] || [ "$(cat "$etc/mail-domain")" = lists.example.org ] ||
  fail "mailDomain: the lists on this machine are at $(cat "$etc/mail-domain"), and Mailman can't move them"
install -d -m 0700 "$etc/secrets"
install -d -m 0755 "$etc/core" "$etc/web"
for secret in rest-password archiver-key secret-key admin-password; do made "$secret" random; done
put /etc/sysusers.d/open-infrastructure-lists.conf 0644 root:root <<'END'
u open-infrastructure-lists - "Pages of the mailing lists" /srv/data/lists/pages
END
getent passwd open-infrastructure-lists >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-lists.conf
# Nobody but root puts anything in here, so that root can.
install -d -m 0755 /srv/data/lists
for own in archives cache data ext fetched lists locks messages queue; do belongs /srv/data/lists/"$own" list:list 0750; done
belongs /srv/data/lists/pages open-infrastructure-lists:open-infrastructure-lists 0750
# Debian's packages find their data by this link.
[ -L /var/lib/mailman3 ] || [ ! -e /var/lib/mailman3 ] ||
  fail "/var/lib/mailman3 is a directory: Mailman was here before. Move what is in it to /srv/data/lists, remove the directory and run this again"
[ "$(readlink /var/lib/mailman3)" = /srv/data/lists ] || ln -sfn /srv/data/lists /var/lib/mailman3
(
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
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'list'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole list
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'mailman'")" ]; then
  [ ! -e /etc/open-infrastructure/lists/core/database ] || [ -e /srv/data/postgresql/mailman.dump ] ||
    fail "the database mailman, which /etc/open-infrastructure/lists/core belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at /srv/data/postgresql/mailman.dump. To begin without its data: rm /etc/open-infrastructure/lists/core/database"
  as_postgres dropdb --if-exists mailman-unfinished
  as_postgres createdb --owner=list --template=template0 --encoding=UTF8 --locale=C.UTF-8 mailman-unfinished
  if [ -e /srv/data/postgresql/mailman.dump ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=mailman-unfinished </srv/data/postgresql/mailman.dump; fi
  sql postgres 'ALTER DATABASE "mailman-unfinished" RENAME TO mailman'
  if [ -e /srv/data/postgresql/mailman.dump ]; then mv -f /srv/data/postgresql/mailman.dump /srv/data/postgresql/mailman.dump.restored; fi
fi
touch /etc/open-infrastructure/lists/core/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE mailman FROM PUBLIC'
)
(
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
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'open-infrastructure-lists'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole open-infrastructure-lists
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'mailmanweb'")" ]; then
  [ ! -e /etc/open-infrastructure/lists/web/database ] || [ -e /srv/data/postgresql/mailmanweb.dump ] ||
    fail "the database mailmanweb, which /etc/open-infrastructure/lists/web belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at /srv/data/postgresql/mailmanweb.dump. To begin without its data: rm /etc/open-infrastructure/lists/web/database"
  as_postgres dropdb --if-exists mailmanweb-unfinished
  as_postgres createdb --owner=open-infrastructure-lists --template=template0 --encoding=UTF8 --locale=C.UTF-8 mailmanweb-unfinished
  if [ -e /srv/data/postgresql/mailmanweb.dump ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=mailmanweb-unfinished </srv/data/postgresql/mailmanweb.dump; fi
  sql postgres 'ALTER DATABASE "mailmanweb-unfinished" RENAME TO mailmanweb'
  if [ -e /srv/data/postgresql/mailmanweb.dump ]; then mv -f /srv/data/postgresql/mailmanweb.dump /srv/data/postgresql/mailmanweb.dump.restored; fi
fi
touch /etc/open-infrastructure/lists/web/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE mailmanweb FROM PUBLIC'
)