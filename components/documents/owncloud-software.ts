import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { raw, sh } from "../remote/shell";
import { earlyCertificate } from "../web/virtual-host";
import type { DocumentsSettings } from "./documents-settings";
import { configDirectory, ownConfig } from "./nextcloud-places";
import { functionsPath } from "./documents-functions";
import { owncloudFunctions } from "./owncloud-functions";
import { database, etc, user } from "./places";

/** The functions until it is known that the release is permitted. */
const wanted = `${functionsPath}.wanted`;

/** Script: everything that is there before ownCloud starts, its image's files among it. What runs is left alone. */
export function softwareScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { dataDirectory, data, release } = documents;
  return sh`
    ${raw(keepSettings("documents", dataDirectory))}
    ${file({ path: wanted, content: owncloudFunctions(documents) })}
    . ${wanted}
    permitted
    ${raw(earlyCertificate(documents))}
    packages curl jq skopeo umoci "$cache-server"
    # Debian's own unit stays off: it is for all of a machine.
    if systemctl --quiet is-enabled "$cache-server" 2>/dev/null; then systemctl --quiet disable --now "$cache-server"; fi
    ${file({ path: "/etc/sysusers.d/open-infrastructure-documents.conf", content: `u ${user} - "Documents" ${data}\n` })}
    getent passwd ${user} >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-documents.conf
    ${raw(postgresql({ database, user, dataDirectory, settings: etc }))}
    # PostgreSQL's part has names of its own.
    . ${wanted}
    fetch ${release.url.replace("https://", "")} ${release.sha256}
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
