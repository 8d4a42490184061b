import { wayBack } from "../database/way-back";
import { madeSecrets } from "../remote/made-secrets";
import type { DocumentsSettings } from "./documents-settings";
import { administrator, database, etc, ownConfig, releaseName, unit, user } from "./places";

/** Where the functions are on a machine. */
export const functionsPath = "/usr/local/lib/open-infrastructure/documents.sh";

/** What one software's functions have that the other's haven't. */
export interface FunctionsParts {
  /** Name of the link to the release in use. */
  link: string;
  /** Where code is in the directory of a release. */
  code: string;
  /** Files that belong to a version, besides the software's own settings. */
  files: string[];
  /** Its table of accounts, and the column with their names in small letters. */
  accounts: { table: string; name: string };
  /** Functions `occ`, `fetch` and `answers`, and what they need. */
  own: string;
}

/** Functions that the steps of the documents share. */
export function documentsFunctions(documents: DocumentsSettings, parts: FunctionsParts): string {
  const { software, release, data } = documents;
  const { version } = release;
  const { link, code, files, accounts, own } = parts;
  return `# Functions of the steps that look after the documents. Made by Open Infrastructure, changes are lost.
software=${software}
version=${version}
data=${data}
etc=${etc}
# Where the code is in the directory of a release.
code=${code}
wanted=${releaseName(documents)}
${wayBack({
  service: "documents",
  unit,
  link,
  // Software and version that the data belongs to, and the release.
  installed: `${etc}/installed`,
  files: [ownConfig, ...files],
  kept: `${data}-before-upgrade`,
  database,
  owner: user,
})}
place=$programs/$wanted

debian=$(. /etc/os-release && echo "$VERSION_ID")
# What Debian calls the cache.
case $debian in
12) cache=redis ;;
*) cache=valkey ;;
esac

# query SQL: what the database answers.
query() { (cd / && exec setpriv --reuid=${user} --regid=${user} --init-groups psql -XAtq --dbname=${database} --command="$1"); }

${madeSecrets}

# permitted: refuses what the software can't do with the data that is there, before anything is touched.
permitted() {
  [ -n "$(installed)" ] || return 0
  # shellcheck disable=SC2046 # three words
  set -- $(installed)
  [ "$1" = $software ] || fail "software: the documents on this machine are $1's, and can't be turned into $software's"
  if dpkg --compare-versions $version lt "$2"; then fail "release.version: $software can't go back from $2 to $version, whose database it would not understand"; fi
  [ "\${version%%.*}" -le "$((\${2%%.*} + 1))" ] ||
    fail "release.version: $software is upgraded one major version at a time, so $2 can't become $version at once: $((\${2%%.*} + 1)) comes first"
  [ "$3" = "$wanted" ] || [ -e "$programs/$3$code/occ" ] ||
    fail "release.version: the documents on this machine are of $1 $2, which isn't installed here: install that version again before you upgrade"
}

# begin_anew: an installation that was cut off leaves nothing behind that the next could stumble over.
begin_anew() {
  if [ -e "$etc/installing" ]; then
    query 'DROP SCHEMA public CASCADE'
    query 'CREATE SCHEMA public'
    rm -rf "$data/files/${administrator}"
    : >${ownConfig}
  elif [ -n "$(query "SELECT 1 FROM pg_tables WHERE tablename = '${accounts.table}'")" ]; then
    fail "the database ${database} is that of documents whose settings are not in $etc: restore them"
  fi
  touch "$etc/installing"
}

# exists NAME: there is such an account.
exists() { [ -n "$(query "SELECT 1 FROM ${accounts.table} WHERE ${accounts.name} = '$1'")" ]; }

${own}
`;
}
