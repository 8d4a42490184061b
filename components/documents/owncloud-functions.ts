import { basename } from "node:path/posix";
import { wayBack } from "../database/way-back";
import { documentsFunctions } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { mountPoints } from "./owncloud-container";
import { apacheSettings, code, port, rootOf } from "./owncloud-places";
import { administrator, configDirectory, cronUnit, database, etc, ownConfig, unit, user } from "./places";

/** Functions that the steps of ownCloud share. */
export function owncloudFunctions(documents: DocumentsSettings): string {
  const { release, data, domain } = documents;
  const { version } = release;
  const { files, directories } = mountPoints(documents);
  const functions = wayBack({
    service: "documents",
    unit,
    link: "owncloud",
    installed: `${etc}/installed`,
    files: [ownConfig, `/etc/systemd/system/${cronUnit}`],
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
wanted=${basename(rootOf(release))}
${functions}
place=$programs/$wanted

# What Debian calls the cache.
case $(. /etc/os-release && echo "$VERSION_ID") in
12) cache=redis ;;
*) cache=valkey ;;
esac

${documentsFunctions(code)}
# occ ARGUMENT…: ownCloud's own command line.
occ() { /usr/local/sbin/open-infrastructure-occ "$@" </dev/null; }

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
