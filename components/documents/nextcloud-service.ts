import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { nextcloudConfig } from "./nextcloud-config";
import { functionsPath } from "./documents-functions";
import { mailProbe } from "./mail-probe";
import { cacheUnit, cronTimer, cronUnit, phpSettings } from "./nextcloud-places";
import {
  cacheConfig,
  cacheService,
  cronService,
  cronTimerUnit,
  fpmConfig,
  occCommand,
  phpIni,
  phpUnit,
  temporaryFiles,
} from "./nextcloud-units";
import { ownSettings, settingsPlaces } from "./settings-files";
import { administrator, database, etc, unit, user } from "./places";

const units = "/etc/systemd/system";
const temporary = "/etc/tmpfiles.d/open-infrastructure-documents.conf";

/** Script: Nextcloud runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet. */
export function serviceScript(documents: DocumentsSettings): pulumi.Output<string> {
  const { data, release, mail } = documents;
  return sh`
    . ${functionsPath}
    # nextcloud ${raw(release.version)}, ${raw(release.sha256)}
    now="$software $version $wanted"
    settle
    begin_upgrade "$now"
    ${raw(settingsPlaces())}
    ${raw(mail ? mailProbe(mail.server, mail.port) : "")}
    ${raw(ownSettings(nextcloudConfig(documents)))}
    ${file({ path: `${phpSettings}/documents.ini`, content: phpIni(documents) })}
    ${file({ path: `${etc}/fpm.conf`, content: fpmConfig })}
    ${file({ path: `${etc}/cache.conf`, content: cacheConfig })}
    ${file({ path: "/usr/local/sbin/open-infrastructure-occ", mode: "0755", content: occCommand })}
    ${file({ path: temporary, content: temporaryFiles(documents) })}
    sed "s/@php@/$(php_version)/" <<'END' | put ${`${units}/${unit}`} 0644 root:root
    ${raw(phpUnit(documents))}
    END
    sed "s/@cache@/$cache/" <<'END' | put ${`${units}/${cacheUnit}`} 0644 root:root
    ${raw(cacheService)}
    END
    ${file({ path: `${units}/${cronUnit}`, content: cronService(documents) })}
    ${file({ path: `${units}/${cronTimer}`, content: cronTimerUnit })}
    if changed ${units}; then systemctl daemon-reload; fi
    if changed ${etc}/cache.conf ${`${units}/${cacheUnit}`}; then systemctl restart ${cacheUnit}; fi
    systemctl --quiet is-active ${cacheUnit} || systemctl start ${cacheUnit}
    switch_to "$wanted"
    if [ -z "$was" ]; then
      begin_anew
      occ maintenance:install --database=pgsql --database-host=/run/postgresql --database-name=${database} --database-user=${user} \
        --database-pass= --data-dir=${data}/files --disable-admin-user || fail "$software $version can't be installed"
    elif [ "$was" != "$now" ] && [ "$(state needsDbUpgrade)" != false ]; then
      occ upgrade || give_up "$software $version can't take over the documents"
    fi
    if [ "$was" != "$now" ]; then note ${unit}; note database; fi
    systemctl --quiet is-enabled ${unit} || systemctl --quiet enable ${unit}
    if changed ${unit} ${phpSettings} ${etc}/fpm.conf ${`${units}/${unit}`}; then
      systemctl restart ${unit} || give_up "$software $version doesn't start"
    fi
    systemctl --quiet is-active ${unit} || systemctl start ${unit}
    answers || give_up "$software $version doesn't answer"
    end_upgrade "$now"
    rm -f "$etc/installing"
    tidy "$software"
    ${raw(settled(documents))}
    running ${cronTimer}
  `;
}

/** What is said once, or again after an upgrade, to Nextcloud's command line. */
function settled({ apps, quota, mail }: DocumentsSettings): pulumi.Output<string> {
  return sh`
    if changed database; then
      occ db:add-missing-columns
      occ db:add-missing-indices
      occ db:add-missing-primary-keys
      occ maintenance:repair --include-expensive
      occ background:cron
    fi
    wanted_apps=${apps.join(" ")}
    listed=$(occ app:list --output=json | tail -n 1)
    enabled=$(echo "$listed" | jq -r '.enabled | keys[]')
    needed=$(jq -r '.alwaysEnabled[]' "$program/core/shipped.json")
    for app in $wanted_apps; do
      [ -d "$program/apps/$app" ] || fail "apps: $app doesn't come with $software $version"
      echo "$enabled" | grep -qx "$app" || occ app:enable "$app"
    done
    for app in $enabled; do
      case " $wanted_apps " in *" $app "*) continue ;; esac
      echo "$needed" | grep -qx "$app" || occ app:disable "$app"
    done
    setting() { [ "$(occ config:app:get "$1" "$2")" = "$3" ] || occ config:app:set "$1" "$2" --value="$3"; }
    setting files default_quota ${quota}
    setting core emailTestSuccessful ${mail ? "1" : "0"}
    if ! exists ${administrator}; then
      [ -s "$etc/admin-password" ] || (umask 077 && random >"$etc/admin-password")
      OC_PASS=$(cat "$etc/admin-password")
      export OC_PASS
      occ user:add --password-from-env --group=admin ${administrator}
      unset OC_PASS
    fi
  `;
}
