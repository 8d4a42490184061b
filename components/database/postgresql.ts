import { putText } from "../remote/file";

/** A database of a service on a host. */
export interface PostgresqlDatabase {
  /** Name of the database. */
  database: string;
  /** System user that owns it, whom PostgreSQL knows by looking at who is at the other end of the socket. */
  user: string;
}

/**
 * Script text: one PostgreSQL cluster for all services of a host, without passwords and without a network, and a
 * service's database in it. It restarts only when its own settings changed.
 */
export function postgresql({ database, user }: PostgresqlDatabase): string {
  return `packages postgresql
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
cluster=$(pg_lsclusters --no-header | awk '$3 == 5432 { print $1 "/" $2 }')
[ -n "$cluster" ] || fail "PostgreSQL has no cluster at port 5432, see pg_lsclusters"
${putText({ path: "/etc/systemd/system/postgresql@.service.d/open-infrastructure.conf", content: unitSettings })}
${within("conf.d/open-infrastructure.conf", "0644", settings)}
${within("pg_hba.conf", "0640", access)}
if changed /etc/systemd/system/postgresql; then systemctl daemon-reload; fi
server=postgresql@$(echo "$cluster" | tr / -)
if changed "/etc/postgresql/$cluster"; then systemctl restart "$server"; fi
systemctl --quiet is-active "$server" || systemctl start "$server"
sql() { as_postgres psql -XAtq --dbname="$1" --command="$2"; }
[ -n "$(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = '${user}'")" ] || as_postgres createuser --no-superuser --no-createdb --no-createrole ${user}
[ -n "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = '${database}'")" ] ||
  as_postgres createdb --owner=${user} --template=template0 --encoding=UTF8 --locale=C.UTF-8 ${database}
# Other services have no business there.
sql postgres 'REVOKE ALL ON DATABASE ${database} FROM PUBLIC'`;
}

function within(path: string, mode: string, content: string): string {
  return `put "/etc/postgresql/$cluster/${path}" ${mode} postgres:postgres <<'END'
${content}END`;
}

/** Nobody reaches it from outside, and it takes little of a small machine. */
const settings = `# Made by Open Infrastructure, changes are lost. A file of your own in this directory may say more.
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

const unitSettings = `[Unit]
OnFailure=open-infrastructure-notify@%N.service
`;
