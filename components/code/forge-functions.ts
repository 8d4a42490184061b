import { wayBack } from "../database/way-back";
import { madeSecrets } from "../remote/made-secrets";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { appIni, etc, healthPath, listen, programOf, unit } from "./places";

/** Where the functions are on a machine. */
export const functionsPath = "/usr/local/lib/open-infrastructure/code.sh";

/** Functions that the steps of a forge share. */
export function forgeFunctions({ software, release, data, database }: CodeHostingSettings): string {
  const { version, sha256 } = release;
  return `# Functions of the steps that look after the forge. Made by Open Infrastructure, changes are lost.
software=${software}
version=${version}
database=${database}
data=${data}
etc=${etc}
program=${programOf(software)}
wanted=${software}-${version}-${sha256.slice(0, 8)}
base=http://${listen.address}:${listen.port}

${wayBack({
  service: "code",
  unit,
  link: "code",
  // Software, version and database that the data belongs to, and the release.
  installed: `${etc}/installed`,
  files: [appIni],
  kept: `${data}-before-upgrade`,
  database: database === "sqlite" ? `${data}/data/code.db` : "code",
  owner: "git",
})}

# as_git COMMAND…: as the forge's user, who sees nothing of root's surroundings.
as_git() {
  (cd "$data" && exec setpriv --reuid=git --regid=git --init-groups env -i HOME="$data" USER=git LC_ALL=C.UTF-8 \\
    PATH=/usr/local/bin:/usr/bin:/bin GITEA_WORK_DIR="$data" GOGS_WORK_DIR="$data" "$@")
}

# query SQL: what the forge's database answers.
query() {
  case $database in
  postgresql) as_git psql -XAtq --dbname=code --command="$1" ;;
  sqlite) as_git sqlite3 -batch "$data/data/code.db" "$1" ;;
  esac
}

${madeSecrets}

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
${software === "gogs" ? gogsRule : ""}}

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
    if curl -fsS -o /dev/null --noproxy '*' --max-time 5 "$base${healthPath[software]}"; then return 0; fi
    sleep 0.4
  done
  return 1
}

# works TOKEN-FILE: the forge lets it in.
works() {
  [ -s "$1" ] && printf 'header = "Authorization: token %s"\n' "$(cat "$1")" |
    curl -fsS --config - --noproxy '*' --max-time 60 -o /dev/null "$base/api/v1/user"
}

# exists NAME: there is such an account.
exists() { [ -n "$(query "SELECT 1 FROM \\"user\\" WHERE lower_name = '$1'")" ]; }

# api METHOD PATH [BODY]: the forge is asked by its administrator. Sets status and answer; secrets stay out of arguments.
api() {
  install -d -m 0700 /run/open-infrastructure-code
  printf '%s' "\${3:-}" >/run/open-infrastructure-code/body
  status=$(
    printf 'header = "Authorization: token %s"\\n' "$(cat "$etc/admin-token")" |
      curl -sS --config - --noproxy '*' --max-time 60 -X "$1" -H 'Content-Type: application/json' \\
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
`;
}

/** One minor version at a time. */
const gogsRule = `  # Each minor version knows how to take over the database of the one before it, and of no other.
  old=$(echo "$2" | cut -d. -f1-2)
  new=$(echo $version | cut -d. -f1-2)
  if [ "$old" != "$new" ] && [ "\${old%.*}.$((\${old#*.} + 1))" != "$new" ]; then
    fail "release.version: gogs is upgraded one minor version at a time, so $2 can't become $version at once"
  fi
`;
