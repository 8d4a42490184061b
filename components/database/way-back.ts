/** A service whose upgrade is taken back if the new version doesn't work, or if the upgrade is cut off. */
export interface WayBack {
  /** Short name of the service. */
  service: string;
  /** Unit that runs it. */
  unit: string;
  /** Name of the link below /usr/local/lib/open-infrastructure that leads to the release in use. */
  link: string;
  /** File that says what is installed. */
  installed: string;
  /** Settings that belong to a version. */
  files: string[];
  /** Directory beside the data for what was there before the last upgrade. */
  kept: string;
  /** Database, and the system user whose it is: of PostgreSQL by its name, of SQLite by its path. */
  database: string;
  owner: string;
}

/** Line of a service's unit: what an upgrade that was cut off left is put in order before the service starts. `path` has the functions. */
export function recoverFirst(path: string): string {
  return `ExecStartPre=+/bin/sh -euc '. ${path}; alone --nonblock || exit 0; recover'`;
}

/**
 * Functions of the shell for upgrades. A step calls `settle`, `begin_upgrade`, then `end_upgrade` or `give_up`; it defines `answers`.
 * However the step ends, even by a power cut: the service starts again by itself, and with the version of before unless the upgrade was whole.
 */
export function wayBack({ service, unit, link, installed, files, kept, database, owner }: WayBack): string {
  const postgres = !database.startsWith("/");
  const lock = `/run/open-infrastructure-${service}.lock`;
  const all = [installed, `/etc/systemd/system/${unit}`, ...files].join(" ");
  return `kept=${kept}
programs=/usr/local/lib/open-infrastructure

# as_postgres COMMAND…: as PostgreSQL's administrator.
as_postgres() { (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }

# alone OPTION…: one at a time looks after upgrades.
alone() {
  [ -e ${lock} ] || (umask 077 && : >${lock})
  exec 8>${lock}
  flock "$@" 8
}

# installed: what the data belongs to.
installed() { cat ${installed} 2>/dev/null || true; }

# switch_to RELEASE: the link moves in one rename.
switch_to() {
  [ "$(readlink "$programs/${link}")" != "$1" ] || return 0
  ln -sfn "$1" "$programs/${link}.new"
  mv -fT "$programs/${link}.new" "$programs/${link}"
}

# halt: the service doesn't run. On a new machine it has no unit yet.
halt() { [ ! -e /etc/systemd/system/${unit} ] || systemctl stop ${unit}; }

# keep_state: database, settings and release as they are. The service doesn't run.
keep_state() {
  rm -rf "$kept"
  install -d -m 0700 "$kept"
  for file in ${all}; do
    [ ! -e "$file" ] || cp -p "$file" "$kept/"
  done
  readlink "$programs/${link}" >"$kept/release"
  ${postgres ? `as_postgres pg_dump --format=custom ${database} >"$kept/database"` : `cp -p ${database} "$kept/database"`}
  sync -f "$kept"
  touch "$kept/whole"
}

# recover: what keep_state kept is back. Cut off, it is done again from the beginning. The service doesn't run.
recover() {
  [ -e "$kept/whole" ] || return 0
${postgres ? restorePostgresql(database, owner) : restoreSqlite(database, owner)}
  for file in ${all}; do
    [ ! -e "$kept/\${file##*/}" ] || cp -p "$kept/\${file##*/}" "$file"
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
  systemctl stop 'open-infrastructure-${service}-guard-*'
  systemd-run --quiet --collect --unit="open-infrastructure-${service}-guard-$$" --description="Start ${service} again if its upgrade is cut off" \\
    sh -c 'flock ${lock} true; systemctl start ${unit}'
  halt
  keep_state
}

# end_upgrade NOW: it works.
end_upgrade() {
  printf '%s\\n' "$1" | put ${installed} 0644 root:root
  rm -f "$kept/whole"
}

# give_up TEXT: an upgrade that doesn't work is taken back.
give_up() {
  journalctl --quiet --output=cat --unit=${unit} --lines=40 || true
  [ -e "$kept/whole" ] || fail "$1"
  halt
  recover
  systemctl reset-failed ${unit} 2>/dev/null || true
  systemctl start ${unit} && answers || echo "the version of before doesn't answer either"
  fail "$1; what was installed before is back, with its data of before the upgrade"
}

# tidy NAME: of releases, the one in use and the one before stay.
tidy() {
  before=$(cat "$kept/release" 2>/dev/null || true)
  for old in "$programs/$1"-*; do
    case $old in
    */"$wanted" | */"\${before:-$wanted}") ;;
    *) rm -rf "$old" ;;
    esac
  done
}`;
}

/** The database changes places with the one of before in one transaction. */
const restorePostgresql = (database: string, owner: string): string => {
  const [unfinished, replaced] = [`${database}-unfinished`, `${database}-replaced`];
  return `  as_postgres dropdb --if-exists --force ${unfinished}
  as_postgres dropdb --if-exists --force ${replaced}
  as_postgres createdb --owner=${owner} --template=template0 --encoding=UTF8 --locale=C.UTF-8 ${unfinished}
  as_postgres pg_restore --dbname=${unfinished} --exit-on-error --single-transaction <"$kept/database"
  as_postgres psql -XAtq --dbname=postgres --set=ON_ERROR_STOP=1 --single-transaction >/dev/null <<'SQL'
REVOKE ALL ON DATABASE "${unfinished}" FROM PUBLIC;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}';
ALTER DATABASE ${database} RENAME TO "${replaced}";
ALTER DATABASE "${unfinished}" RENAME TO ${database};
SQL
  as_postgres dropdb --force ${replaced}`;
};

const restoreSqlite = (database: string, owner: string): string =>
  `  # What the new version didn't finish writing would be read into it.
  rm -f ${database}-journal ${database}-wal ${database}-shm
  install -o ${owner} -g ${owner} -m 0640 "$kept/database" ${database}.new
  mv -f ${database}.new ${database}`;
