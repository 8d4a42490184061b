import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { functionsPath } from "./documents-functions";
import { mailProbe } from "./mail-probe";
import { cacheUnit, cronTimer, cronUnit, ourConfig, phpSettings } from "./nextcloud-places";
import { cacheConfig, cacheService, phpIni, temporaryFiles } from "./nextcloud-units";
import { owncloudApps } from "./owncloud-apps";
import { apacheConfig, owncloudConfig } from "./owncloud-config";
import { occProgram } from "./owncloud-container";
import { apacheSettings } from "./owncloud-places";
import { owncloudCron, owncloudCronTimer, owncloudUnit } from "./owncloud-units";
import { ownSettings, settingsPlaces } from "./settings-files";
import { administrator, database, etc, unit, user } from "./places";

const units = "/etc/systemd/system";
const occ = "/usr/local/sbin/open-infrastructure-occ";

/** Script: ownCloud runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet. */
export function serviceScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { data, release, mail } = documents;
  return sh`
    . ${functionsPath}
    # owncloud ${raw(release.version)}, ${raw(release.sha256)}
    now="$software $version $wanted"
    settle
    ${raw(settingsPlaces())}
    ${raw(mail ? mailProbe(mail.server, mail.port) : "")}
    begin_upgrade "$now"
    ${raw(ownSettings(owncloudConfig(documents)))}
    ${file({ path: `${phpSettings}/documents.ini`, content: phpIni(documents) })}
    ${file({ path: apacheSettings, content: apacheConfig })}
    ${file({ path: `${etc}/cache.conf`, content: cacheConfig })}
    ${file({ path: occ, mode: "0755", content: occProgram(documents) })}
    ${file({ path: "/etc/tmpfiles.d/open-infrastructure-documents.conf", content: temporaryFiles(documents) })}
    ${file({ path: `${units}/${unit}`, content: owncloudUnit(documents) })}
    sed "s/@cache@/$cache/" <<'END' | put ${`${units}/${cacheUnit}`} 0644 root:root
    ${raw(cacheService)}
    END
    ${file({ path: `${units}/${cronUnit}`, content: owncloudCron(documents) })}
    ${file({ path: `${units}/${cronTimer}`, content: owncloudCronTimer })}
    if changed ${units}; then systemctl daemon-reload; fi
    # A container keeps the directory of the cache that it began with.
    if changed ${etc}/cache.conf ${`${units}/${cacheUnit}`}; then note ${unit}; systemctl restart ${cacheUnit}; fi
    systemctl --quiet is-active ${cacheUnit} || systemctl start ${cacheUnit}
    switch_to "$wanted"
    if [ -z "$was" ]; then
      begin_anew
      # Arguments can be seen by others: this password is worth nothing by the time that somebody could use it.
      occ maintenance:install --database=pgsql --database-host=/run/postgresql --database-name=${database} --database-user=${user} \
        --database-pass= --data-dir=${data}/files --admin-user=${administrator} --admin-pass="$(random)" ||
        fail "$software $version can't be installed"
      [ -s "$etc/admin-password" ] || (umask 077 && random >"$etc/admin-password")
      OC_PASS=$(cat "$etc/admin-password")
      export OC_PASS
      occ user:resetpassword --password-from-env ${administrator}
      unset OC_PASS
    elif [ "$was" != "$now" ]; then
      upgraded=0
      occ upgrade || upgraded=$?
      # 3 is: there was nothing to do.
      case $upgraded in
      0 | 3) ;;
      *) give_up "$software $version can't take over the documents" ;;
      esac
    fi
    if [ "$was" != "$now" ]; then note ${unit}; note database; fi
    systemctl --quiet is-enabled ${unit} || systemctl --quiet enable ${unit}
    if changed ${unit} ${ourConfig} ${phpSettings} ${apacheSettings} ${`${units}/${unit}`}; then
      systemctl reset-failed ${unit} 2>/dev/null || true
      systemctl restart ${unit} || give_up "$software $version doesn't start"
    fi
    systemctl --quiet is-active ${unit} || systemctl start ${unit}
    answers || give_up "$software $version doesn't answer"
    end_upgrade "$now"
    rm -f "$etc/installing"
    tidy owncloud
    ${raw(owncloudApps(documents))}
    running ${cronTimer}
  `;
}
