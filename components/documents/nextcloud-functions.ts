import { documentsFunctions } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { link } from "./nextcloud-places";
import { unit } from "./places";

/** Functions that the steps of Nextcloud share. The code is the release itself. */
export const nextcloudFunctions = (documents: DocumentsSettings): string =>
  documentsFunctions(documents, {
    link,
    code: "",
    files: [],
    accounts: { table: "oc_users", name: "uid_lower" },
    own,
  });

const own = `# What of ImageMagick draws SVG, which Nextcloud misses otherwise.
case $debian in
12) pictures=libmagickcore-6.q16-6-extra ;;
*) pictures=libmagickcore-7.q16-10-extra ;;
esac

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

# state FIELD: what Nextcloud says of itself.
state() { occ status --output=json | tail -n 1 | jq -r ".$1"; }

# answers: PHP answers, and nothing of Nextcloud is missing.
answers() {
  for _ in $(seq 60); do
    if systemctl --quiet is-active ${unit} && [ "$(state needsDbUpgrade)" = false ]; then return 0; fi
    sleep 0.5
  done
  return 1
}`;
