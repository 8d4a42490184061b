import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { nextcloudConfig } from "./nextcloud-config";
import { cronService, fpmConfig, occCommand, phpUnit } from "./nextcloud-units";
import { administrator, database, etc, unit, user } from "./places";
import { service, units } from "./service-step";

/** Script: Nextcloud runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet. */
export function serviceScript(documents: DocumentsSettings): pulumi.Output<string> {
  return service(documents, {
    config: nextcloudConfig(documents),
    files: sh`
      ${file({ path: `${etc}/fpm.conf`, content: fpmConfig })}
      ${file({ path: "/usr/local/sbin/open-infrastructure-occ", mode: "0755", content: occCommand })}
      sed "s/@php@/$(php_version)/" <<'END' | put ${`${units}/${unit}`} 0644 root:root
      ${raw(phpUnit(documents))}
      END
    `,
    cron: cronService(documents),
    restartedFor: [`${etc}/fpm.conf`],
    install: sh`
      setpriv --reuid=${user} --regid=${user} --init-groups touch "$etc/config/CAN_INSTALL"
      occ maintenance:install --database=pgsql --database-host=/run/postgresql --database-name=${database} --database-user=${user} \
        --database-pass= --data-dir=${documents.data}/files --disable-admin-user || fail "$software $version can't be installed"
    `,
    upgrade: sh`
      [ "$(state needsDbUpgrade)" = false ] || occ upgrade || give_up "$software $version can't take over the documents"
    `,
    settled: sh`
      if changed database; then
        occ db:add-missing-columns
        occ db:add-missing-indices
        occ db:add-missing-primary-keys
        occ maintenance:repair --include-expensive
        occ background:cron
      fi
      if ! exists ${administrator}; then
        [ -s "$etc/admin-password" ] || (umask 077 && random >"$etc/admin-password")
        OC_PASS=$(cat "$etc/admin-password")
        export OC_PASS
        occ user:add --password-from-env --group=admin ${administrator}
        unset OC_PASS
      fi
    `,
    appSettings: [
      ["core", "emailTestSuccessful", documents.mail ? "1" : "0"],
      // It would send a part of a new password's hash.
      ["password_policy", "enforceHaveIBeenPwned", "0"],
      // It would fetch a list of the world's towns, for pictures that say where they were taken.
      ["photos", "disable_places", "1"],
    ],
  });
}
