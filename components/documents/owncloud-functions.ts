import { documentsFunctions } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { mountPoints } from "./owncloud-container";
import { apacheSettings, code, link, port } from "./owncloud-places";
import { configDirectory, cronUnit, unit } from "./places";

/** Functions that the steps of ownCloud share. */
export const owncloudFunctions = (documents: DocumentsSettings): string =>
  documentsFunctions(documents, {
    link,
    code,
    // Units name the directory of a release, systemd's own part of them not the link.
    files: [`/etc/systemd/system/${cronUnit}`],
    accounts: { table: "oc_accounts", name: "lower_user_id" },
    own: own(documents),
  });

function own(documents: DocumentsSettings): string {
  const { domain } = documents;
  const { files, directories } = mountPoints(documents);
  return `# occ ARGUMENT…: ownCloud's own command line.
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

# answers: pages are served, and the database is what they expect.
answers() {
  for _ in $(seq 600); do
    said=$(curl -fs --max-time 10 --header 'Host: ${domain}' http://127.0.0.1:${port}/status.php || true)
    if [ "$(printf '%s' "$said" | jq -r '.installed and (.maintenance or .needsDbUpgrade | not)' 2>/dev/null)" = true ]; then return 0; fi
    systemctl --quiet is-active ${unit} || [ "$(systemctl show --property=ActiveState --value ${unit})" = activating ] || return 1
    sleep 0.5
  done
  return 1
}`;
}
