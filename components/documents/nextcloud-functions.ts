import { wayBack } from "../database/way-back";
import { documentsFunctions } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { program } from "./nextcloud-places";
import { database, etc, ownConfig, unit, user } from "./places";

/** Functions that the steps of Nextcloud share. */
export function nextcloudFunctions({ release, data }: DocumentsSettings): string {
  const { version, sha256 } = release;
  return `# Functions of the steps that look after the documents. Made by Open Infrastructure, changes are lost.
software=nextcloud
version=${version}
data=${data}
etc=${etc}
program=${program}
# The code is the release itself.
code=
wanted=nextcloud-${version}-${sha256.slice(0, 8)}
place=/usr/local/lib/open-infrastructure/$wanted

${wayBack({
  service: "documents",
  unit,
  link: "documents",
  // Software and version that the data belongs to, and the release.
  installed: `${etc}/installed`,
  files: [ownConfig],
  kept: `${data}-before-upgrade`,
  database,
  owner: user,
})}

# What Debian calls the cache, and what of ImageMagick draws SVG, which Nextcloud misses otherwise.
case $(. /etc/os-release && echo "$VERSION_ID") in
12) cache=redis pictures=libmagickcore-6.q16-6-extra ;;
*) cache=valkey pictures=libmagickcore-7.q16-10-extra ;;
esac

${documentsFunctions()}
# php_version: 8.4, say.
php_version() { php -r 'echo PHP_MAJOR_VERSION . "." . PHP_MINOR_VERSION;'; }

# occ ARGUMENT…: Nextcloud's own command line.
occ() { /usr/local/sbin/open-infrastructure-occ "$@"; }

# fetch URL SHA256: a release is checked before it gets a place beside those that are there.
fetch() {
  [ ! -e "$place/occ" ] || return 0
  rm -rf "$place.new"
  install -d -m 0755 "$place.new"
  curl -fsSL --proto =https --connect-timeout 30 --max-time 1800 --retry 4 -o "$place.new/archive" "$1" ||
    { rm -rf "$place.new"; fail "$1 can't be downloaded"; }
  got=$(sha256sum "$place.new/archive" | cut -d' ' -f1)
  [ "$got" = "$2" ] || { rm -rf "$place.new"; fail "release.sha256: $1 has the checksum $got and not $2; what is installed stays as it is"; }
  tar -I lbzip2 -xf "$place.new/archive" -C "$place.new" --no-same-owner --no-same-permissions
  holds=$(sed -n "s/^.OC_VersionString = '\\(.*\\)';/\\1/p" "$place.new/nextcloud/version.php") || true
  [ "$holds" = $version ] || { rm -rf "$place.new"; fail "release.version: $1 holds \${holds:-no Nextcloud}, not $version"; }
  mv "$place.new/nextcloud" "$place"
  rm -rf "$place.new"
}

# begin_anew: an installation that was cut off leaves nothing behind that the next could stumble over.
begin_anew() {
  if [ -e "$etc/installing" ]; then
    query 'DROP SCHEMA public CASCADE'
    query 'CREATE SCHEMA public'
    : >${ownConfig}
  elif [ -n "$(query "SELECT 1 FROM pg_tables WHERE tablename = 'oc_users'")" ]; then
    fail "the database ${database} is that of documents whose settings are not in $etc: restore them"
  fi
  touch "$etc/installing"
  setpriv --reuid=${user} --regid=${user} --init-groups touch "$etc/config/CAN_INSTALL"
}

# state FIELD: what Nextcloud says of itself.
state() { occ status --output=json | tail -n 1 | jq -r ".$1"; }

# answers: PHP answers, and nothing of Nextcloud is missing.
answers() {
  for _ in $(seq 60); do
    if systemctl --quiet is-active ${unit} && [ "$(state needsDbUpgrade)" = false ]; then return 0; fi
    sleep 0.5
  done
  return 1
}

# exists NAME: there is such an account.
exists() { [ -n "$(query "SELECT 1 FROM oc_users WHERE uid_lower = '$1'")" ]; }
`;
}
