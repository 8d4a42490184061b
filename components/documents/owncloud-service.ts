import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { apacheConfig, owncloudConfig } from "./owncloud-config";
import { occProgram } from "./owncloud-container";
import { apacheSettings } from "./owncloud-places";
import { owncloudCron, owncloudUnit } from "./owncloud-units";
import { administrator, database, ourConfig, unit, user } from "./places";
import { service, units } from "./service-step";

const occ = "/usr/local/sbin/open-infrastructure-occ";

/** Script: ownCloud runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet. */
export function serviceScript(documents: DocumentsSettings): pulumi.Output<string> {
  return service(documents, {
    config: owncloudConfig(documents),
    files: sh`
      ${file({ path: apacheSettings, content: apacheConfig })}
      ${file({ path: occ, mode: "0755", content: occProgram(documents) })}
      ${file({ path: `${units}/${unit}`, content: owncloudUnit(documents) })}
    `,
    cron: owncloudCron(documents),
    restartedFor: [ourConfig, apacheSettings],
    install: sh`
      [ -s "$etc/admin-password" ] || (umask 077 && random >"$etc/admin-password")
      # The answer to its question: arguments can be seen by others.
      printf '%s\n' "$(cat "$etc/admin-password")" |
        ${occ} maintenance:install --database=pgsql --database-host=/run/postgresql --database-name=${database} --database-user=${user} \
          --database-pass= --data-dir=${documents.data}/files --admin-user=${administrator} || fail "$software $version can't be installed"
    `,
    upgrade: sh`
      upgraded=0
      occ upgrade || upgraded=$?
      # 3 is: there was nothing to do.
      case $upgraded in
      0 | 3) ;;
      *) give_up "$software $version can't take over the documents" ;;
      esac
    `,
    settled: sh`if changed database; then occ background:cron; fi`,
    appSettings: [],
  });
}
