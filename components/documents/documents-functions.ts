import { madeSecrets } from "../remote/made-secrets";
import { database, user } from "./places";

/** Where the functions are on a machine. */
export const functionsPath = "/usr/local/lib/open-infrastructure/documents.sh";

/** Functions that both have. `code` is where a release's code is in its directory. */
export const documentsFunctions = (code = ""): string => `# query SQL: what the database answers.
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
  [ "$3" = "$wanted" ] || [ -e "/usr/local/lib/open-infrastructure/$3${code}/occ" ] ||
    fail "release.version: the documents on this machine are of $1 $2, which isn't installed here: install that version again before you upgrade"
}
`;
