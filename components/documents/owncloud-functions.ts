import { wayBack } from "../database/way-back";
import type { DocumentsSettings } from "./documents-settings";
import { configDirectory, ownConfig } from "./nextcloud-places";
import { mountPoints } from "./owncloud-container";
import { apacheSettings, code, port } from "./owncloud-places";
import { administrator, database, etc, unit, user } from "./places";

/** Where the functions are on a machine. */
export const functionsPath = "/usr/local/lib/open-infrastructure/documents.sh";

/** Functions that the steps of ownCloud share. */
export function owncloudFunctions(documents: DocumentsSettings): string {
  const { release, data, domain } = documents;
  const { version, sha256 } = release;
  const { files, directories } = mountPoints(documents);
  const functions = wayBack({
    service: "documents",
    unit,
    link: "owncloud",
    installed: `${etc}/installed`,
    files: [ownConfig],
    kept: `${data}-before-upgrade`,
    database,
    owner: user,
  });
  return `# Functions of the steps that look after the documents. Made by Open Infrastructure, changes are lost.
software=owncloud
version=${version}
data=${data}
etc=${etc}
code=${code}
wanted=owncloud-${version}-${sha256.slice(0, 8)}
${functions}
place=$programs/$wanted

# What Debian calls the cache.
case $(. /etc/os-release && echo "$VERSION_ID") in
12) cache=redis ;;
*) cache=valkey ;;
esac

# query SQL: what the database answers.
query() { (cd / && exec setpriv --reuid=${user} --regid=${user} --init-groups psql -XAtq --dbname=${database} --command="$1"); }

# occ ARGUMENT…: ownCloud's own command line.
occ() { /usr/local/sbin/open-infrastructure-occ "$@" </dev/null; }

# random: a password of 64 hexadecimal digits.
random() { od -An -v -N32 -tx1 /dev/urandom | tr -d ' \\n'; }

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

# permitted: refuses what ownCloud can't do with the data that is there, before anything is touched.
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
  holds=$(sed -n "s/^.OC_VersionString = '\\(.*\\)';/\\1/p" "$root$code/version.php") || true
  [ "$holds" = $version ] || { rm -rf "$place.new"; fail "release.version: the image $1@sha256:$2 holds \${holds:-no ownCloud}, not $version"; }
  chown -R --no-dereference root:root "$root"
  find "$root" -xdev -type f -perm /6000 -exec chmod ug-s {} +
  chmod -R a+rX "$root$code"
  chmod 0755 "$root"
  for directory in ${directories.join(" ")}; do mkdir -p "$root$directory"; done
  for file in ${files.join(" ")}; do
    mkdir -p "$root\${file%/*}"
    # A link would lead out of the image's files.
    rm -f "$root$file"
    : >"$root$file"
  done
  # Settings are the machine's.
  rm -rf "$root$code/config" "$root/etc/apache2/sites-enabled/default.conf"
  ln -s ${configDirectory} "$root$code/config"
  ln -s ${apacheSettings} "$root/etc/apache2/sites-enabled/default.conf"
  mv -T "$root" "$place"
  rm -rf "$place.new"
}

# begin_anew: an installation that was cut off leaves nothing behind that the next could stumble over.
begin_anew() {
  if [ -e "$etc/installing" ]; then
    query 'DROP SCHEMA public CASCADE'
    query 'CREATE SCHEMA public'
    rm -rf "$data/files/${administrator}"
    : >${ownConfig}
  elif [ -n "$(query "SELECT 1 FROM pg_tables WHERE tablename = 'oc_accounts'")" ]; then
    fail "the database ${database} is that of documents whose settings are not in $etc: restore them"
  fi
  touch "$etc/installing"
}

# answers: pages are served, and the database is what they expect.
answers() {
  for _ in $(seq 60); do
    said=$(curl -fs --max-time 10 --header 'Host: ${domain}' http://127.0.0.1:${port}/status.php || true)
    if [ "$(printf '%s' "$said" | jq -r '.installed and (.maintenance or .needsDbUpgrade | not)' 2>/dev/null)" = true ]; then return 0; fi
    systemctl --quiet is-active ${unit} || [ "$(systemctl show --property=ActiveState --value ${unit})" = activating ] || return 1
    sleep 0.5
  done
  return 1
}

# exists NAME: there is such an account.
exists() { [ -n "$(query "SELECT 1 FROM oc_accounts WHERE lower_user_id = '$1'")" ]; }
`;
}
