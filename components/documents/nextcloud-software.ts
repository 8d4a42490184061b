import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { raw, sh } from "../remote/shell";
import { earlyCertificate } from "../web/virtual-host";
import type { DocumentsSettings } from "./documents-settings";
import { functionsPath } from "./documents-functions";
import { nextcloudFunctions } from "./nextcloud-functions";
import { configDirectory, ownConfig } from "./nextcloud-places";
import { database, etc, user } from "./places";

const modules = ["fpm", "cli", "apcu", "bcmath", "curl", "gd", "gmp", "imagick", "intl", "mbstring", "pgsql", "redis"];

/** The functions until it is known that the release is permitted. */
const wanted = `${functionsPath}.wanted`;

/** Script: everything that is there before Nextcloud starts. What runs is left alone. */
export function softwareScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { dataDirectory, data, release } = documents;
  return sh`
    ${raw(keepSettings("documents", dataDirectory))}
    ${file({ path: wanted, content: nextcloudFunctions(documents) })}
    . ${wanted}
    permitted
    ${raw(earlyCertificate(documents))}
    packages ${[...modules, "xml", "zip"].map((module) => `php-${module}`)} lbzip2 curl jq "$cache-server" "$pictures"
    # Debian's own units of both stay off: theirs are for all of a machine.
    for other in "php$(php_version)-fpm" "$cache-server"; do
      if systemctl --quiet is-enabled "$other" 2>/dev/null; then systemctl --quiet disable --now "$other"; fi
    done
    ${file({ path: "/etc/sysusers.d/open-infrastructure-documents.conf", content: `u ${user} - "Documents" ${data}\n` })}
    getent passwd ${user} >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-documents.conf
    ${raw(postgresql({ database, user, dataDirectory, settings: etc }))}
    # PostgreSQL's part has names of its own.
    . ${wanted}
    fetch ${release.url} ${release.sha256}
    setpriv --reuid=${user} --regid=${user} --init-groups php -f "$place/lib/versioncheck.php" || fail "release.version: this machine's PHP can't run it"
    # The steps that follow go by what is permitted and here. A refused release must not be what they upgrade to.
    put ${functionsPath} 0644 root:root <${wanted}
    # On a disk that comes from another machine, the numbers of users are those of that machine.
    if [ "$(stat -c %G "$etc/")" != ${user} ]; then
      chown -R --no-dereference root:root "$etc/"
      for own in ${[ownConfig, configDirectory]}; do [ ! -e "$own" ] || chown ${`${user}:${user}`} "$own"; done
    fi
    if [ -d ${data} ] && [ "$(stat -c %U:%G ${data})" != ${`${user}:${user}`} ]; then chown -R --no-dereference ${user}:${user} ${data}; fi
    install -d -m 0750 -o ${user} -g ${user} ${data} ${data}/files
    install -d -m 0700 -o ${user} -g ${user} ${data}/temporary
  `;
}
