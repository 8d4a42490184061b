import { putText } from "../remote/file";

/** A database of a service on a host. */
export interface PostgresqlDatabase {
  /** Name of the database. */
  database: string;
  /** System user that owns it, whom PostgreSQL knows by looking at who is at the other end of the socket. */
  user: string;
  /** Directory of the host's data. PostgreSQL's is below it. */
  dataDirectory: string;
  /** Directory of the service's settings, which is as old as the database. */
  settings: string;
}

/**
 * Script text: one PostgreSQL cluster for all services of a host, without passwords and without a network, and a
 * service's database in it. It restarts only when its own settings changed. What a former machine left is taken over,
 * and nothing is ever started anew in place of data that was there.
 */
export function postgresql({ database, user, dataDirectory, settings }: PostgresqlDatabase): string {
  const directory = `${dataDirectory}/postgresql`;
  const dump = `${directory}/${database}.dump`;
  return `${putText({ path: "/etc/postgresql-common/createcluster.conf", content: createCluster(directory) })}
packages postgresql
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
cluster=$(pg_lsclusters --no-header | awk '$3 == 5432 { print $1 "/" $2 }')
place=${directory}/$cluster
if [ -z "$cluster" ]; then
  version=$(dpkg-query -W -f '\${Depends}' postgresql | sed 's/^postgresql-\\([0-9]*\\).*/\\1/')
  cluster=$version/main
  place=${directory}/$cluster
  for other in ${directory}/[0-9]*/main/PG_VERSION; do
    if [ -e "$other" ] && [ ! -e "$place/PG_VERSION" ]; then
      fail "\${other%/*} is of PostgreSQL $(cat "$other"); this machine has $version, which can't read it. Nothing of it was touched. Set image back and raise generation once more, then dump the databases on that machine, as docs/tasks/move-to-a-new-server.md says"
    fi
  done
  # On a disk that comes from another machine, the numbers of users are those of that machine.
  if [ -d "\${place%/*}" ] && [ "$(stat -c %U:%G "\${place%/*}")" != postgres:postgres ]; then chown -R --no-dereference postgres:postgres "\${place%/*}"; fi
  if [ ! -e "$place/PG_VERSION" ]; then
    rm -rf "$place.new"
    install -d -m 0755 ${directory}
    install -d -m 0700 -o postgres -g postgres "\${place%/*}" "$place.new"
    (cd / && as_postgres "/usr/lib/postgresql/$version/bin/initdb" --pgdata="$place.new" --auth=peer --encoding=UTF8 --locale=C.UTF-8 --no-instructions)
    mv -T "$place.new" "$place"
  fi
  ${within("pg_ident.conf", "0640", "# Nobody is anybody else.\n")}
  # Debian knows a cluster by this file, so it comes last.
  put "/etc/postgresql/$cluster/postgresql.conf" 0644 postgres:postgres <<END
${newCluster}END
  /usr/share/postgresql-common/pg_updateaptconfig
fi
elsewhere=$(pg_lsclusters --no-header | awk -v place="$place" '$3 == 5432 && $6 != place { print $6 }')
if [ -n "$elsewhere" ]; then
  echo "It stays in $elsewhere and moves to no other machine by itself: before you raise generation, dump it as docs/tasks/move-to-a-new-server.md says." |
    /usr/local/sbin/open-infrastructure-notify "PostgreSQL's data is not in ${directory}" || true
fi
${putText({ path: "/etc/systemd/system/postgresql@.service.d/open-infrastructure.conf", content: unitSettings(directory) })}
${within("conf.d/open-infrastructure.conf", "0644", settingsFile)}
${within("pg_hba.conf", "0640", access)}
if changed /etc/systemd/system/postgresql "/etc/postgresql/$cluster/postgresql.conf"; then systemctl daemon-reload; fi
server=postgresql@$(echo "$cluster" | tr / -)
if changed "/etc/postgresql/$cluster"; then systemctl restart "$server"; fi
systemctl --quiet is-active "$server" || systemctl start "$server"
sql() { as_postgres psql -XAtq --dbname="$1" --command="$2"; }
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = '${user}'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole ${user}
if [ -z "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = '${database}'")" ]; then
  [ ! -e ${settings}/database ] || [ -e ${dump} ] ||
    fail "the database ${database}, which ${settings} belongs to, is not in PostgreSQL on this machine: restore it, or put its dump at ${dump}. To begin without its data: rm ${settings}/database"
  as_postgres dropdb --if-exists ${database}-unfinished
  as_postgres createdb --owner=${user} --template=template0 --encoding=UTF8 --locale=C.UTF-8 ${database}-unfinished
  if [ -e ${dump} ]; then as_postgres pg_restore --exit-on-error --single-transaction --dbname=${database}-unfinished <${dump}; fi
  sql postgres 'ALTER DATABASE "${database}-unfinished" RENAME TO ${database}'
  if [ -e ${dump} ]; then mv -f ${dump} ${dump}.restored; fi
fi
touch ${settings}/database
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE ${database} FROM PUBLIC'`;
}

function within(path: string, mode: string, content: string): string {
  return `put "/etc/postgresql/$cluster/${path}" ${mode} postgres:postgres <<'END'
${content}END`;
}

/** Debian makes no cluster of its own, and what somebody makes by hand is where the others are. */
const createCluster = (directory: string) => `# Made by Open Infrastructure, changes are lost.
create_main_cluster = false
data_directory = '${directory}/%v/%c'
cluster_name = '%v/%c'
log_line_prefix = '%%m [%%p] %%q%%u@%%d '
add_include_dir = 'conf.d'
`;

/** As Debian's tools make it. They can't take over what is there, and remove it when they fail. */
const newCluster = `# Made by Open Infrastructure, changes are lost.
data_directory = '$place'
hba_file = '/etc/postgresql/$cluster/pg_hba.conf'
ident_file = '/etc/postgresql/$cluster/pg_ident.conf'
external_pid_file = '/run/postgresql/$(echo "$cluster" | tr / -).pid'
unix_socket_directories = '/run/postgresql'
port = 5432
cluster_name = '$cluster'
log_line_prefix = '%m [%p] %q%u@%d '
include_dir = 'conf.d'
`;

/** Nobody reaches it from outside, and it takes little of a small machine. */
const settingsFile = `# Made by Open Infrastructure, changes are lost. A file of your own in this directory may say more.
listen_addresses = ''
shared_buffers = 64MB
max_connections = 100
jit = off
log_timezone = UTC
`;

/** Whoever is a system user is the role of the same name, and nobody else is anybody. */
const access = `# Made by Open Infrastructure, changes are lost.
local all all peer
`;

const unitSettings = (directory: string) => `[Unit]
RequiresMountsFor=${directory}
OnFailure=open-infrastructure-notify@%N.service
`;
