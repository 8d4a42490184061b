import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { raw, sh } from "../remote/shell";
import { earlyCertificate } from "../web/virtual-host";
import { wantedApps } from "./apps";
import { functionsPath } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { configDirectory, database, etc, ownConfig, user } from "./places";

/** What one software needs before it starts that the other doesn't. */
export interface SoftwareParts {
  /** Functions of the shell that its steps share. */
  functions: string;
  /** Script text: its packages, without Debian's own units of them. */
  packages: pulumi.Output<string>;
  /** Script text: its code, checked, in a place of its own. */
  fetched: pulumi.Output<string>;
}

/** The functions until it is known that the release is permitted. */
const wanted = `${functionsPath}.wanted`;

/** Script: everything that is there before the software starts. What runs is left alone. */
export function preparation(documents: DocumentsSettings, parts: SoftwareParts): pulumi.Output<string> {
  const { dataDirectory, data } = documents;
  return sh`
    ${raw(keepSettings("documents", dataDirectory))}
    ${file({ path: wanted, content: parts.functions })}
    . ${wanted}
    permitted
    ${raw(earlyCertificate(documents))}
    ${raw(parts.packages)}
    ${file({ path: "/etc/sysusers.d/open-infrastructure-documents.conf", content: `u ${user} - "Documents" ${data}\n` })}
    getent passwd ${user} >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-documents.conf
    ${raw(postgresql({ database, user, dataDirectory, settings: etc }))}
    # PostgreSQL's part has names of its own.
    . ${wanted}
    ${raw(parts.fetched)}
    ${wantedApps(documents)}
    # On a disk that comes from another machine, the numbers of users are those of that machine.
    if [ "$(stat -c %G "$etc/")" != ${user} ]; then
      chown -R --no-dereference root:root "$etc/"
      for own in ${[ownConfig, configDirectory]}; do [ ! -e "$own" ] || chown ${`${user}:${user}`} "$own"; done
    fi
    if [ -d ${data}/files ] && [ "$(stat -c %U:%G ${data}/files)" != ${`${user}:${user}`} ]; then chown -R --no-dereference ${user}:${user} ${data}; fi
    # Root's, so that whoever takes over the software can't put links in the way of what root does in it.
    install -d -m 0750 -o root -g ${user} ${data}
    for own in ${[`${data}/files`, `${data}/temporary`]}; do
      [ ! -L "$own" ] || fail "$own is a link to $(readlink "$own"), and root follows none here. If it is yours, mount what it leads to in its place; if not, find out who made it"
    done
    install -d -m 0750 -o ${user} -g ${user} ${data}/files
    install -d -m 0700 -o ${user} -g ${user} ${data}/temporary
    # Last, since the steps that follow go by what is permitted and here: what is refused must not be what they upgrade to.
    put ${functionsPath} 0644 root:root <${wanted}
  `;
}
