import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { quote, raw, sh } from "../remote/shell";
import { appsAsWanted } from "./apps";
import { cacheConfig, cacheService } from "./cache";
import { functionsPath } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { mailProbe } from "./mail-probe";
import { phpIni } from "./php-settings";
import { cacheUnit, cronTimer, cronUnit, etc, phpSettings, unit, user } from "./places";
import { ownSettings, settingsPlaces } from "./settings-files";
import { laterTimer } from "./shared-units";

/** Where units are. */
export const units = "/etc/systemd/system";

/** What one software's service has that the other's hasn't. */
export interface ServiceParts {
  /** Our settings, in which secrets are spliced. */
  config: string;
  /** Script text: files that only this one has, its unit among them. */
  files: pulumi.Output<string>;
  /** Unit of the work that isn't a page's. */
  cron: string;
  /** What paths begin with whose change it is restarted for, besides PHP's settings and its unit. */
  restartedFor: string[];
  /** Script text: it is installed in a database that is empty. */
  install: pulumi.Output<string>;
  /** Script text: the new version takes over, or `give_up`. */
  upgrade: pulumi.Output<string>;
  /** Script text: what is said to its command line once it runs. */
  settled: pulumi.Output<string>;
  /** Settings of apps, besides those of both: app, name, value. */
  appSettings: [string, string, string][];
}

/**
 * Script: the software runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet.
 * What can be refused is refused before anything is stopped or written.
 */
export function service(documents: DocumentsSettings, parts: ServiceParts): pulumi.Output<string> {
  const { software, release, mail, data } = documents;
  return sh`
    . ${functionsPath}
    # ${raw(`${software} ${release.version}, ${release.sha256}`)}
    now="$software $version $wanted"
    settle
    ${raw(mail ? mailProbe(mail.server, mail.port) : "")}
    begin_upgrade "$now"
    ${raw(settingsPlaces())}
    ${raw(ownSettings(parts.config))}
    ${file({ path: `${phpSettings}/documents.ini`, content: phpIni(documents) })}
    ${file({ path: `${etc}/cache.conf`, content: cacheConfig })}
    ${file({ path: "/etc/tmpfiles.d/open-infrastructure-documents.conf", content: temporaryFiles(data) })}
    ${raw(parts.files)}
    sed "s/@cache@/$cache/" <<'END' | put ${`${units}/${cacheUnit}`} 0644 root:root
    ${raw(cacheService)}
    END
    ${file({ path: `${units}/${cronUnit}`, content: parts.cron })}
    ${file({ path: `${units}/${cronTimer}`, content: laterTimer })}
    if changed ${units}; then systemctl daemon-reload; fi
    # A container keeps the directory of the cache that it began with.
    if changed ${etc}/cache.conf ${`${units}/${cacheUnit}`}; then note ${unit}; systemctl restart ${cacheUnit}; fi
    systemctl --quiet is-active ${cacheUnit} || systemctl start ${cacheUnit}
    switch_to "$wanted"
    if [ -z "$was" ]; then
      begin_anew
      ${raw(parts.install)}
    elif [ "$was" != "$now" ]; then
      ${raw(parts.upgrade)}
    fi
    if [ "$was" != "$now" ]; then note ${unit}; note database; fi
    systemctl --quiet is-enabled ${unit} || systemctl --quiet enable ${unit}
    if changed ${unit} ${phpSettings} ${`${units}/${unit}`} ${parts.restartedFor}; then
      systemctl reset-failed ${unit} 2>/dev/null || true
      systemctl restart ${unit} || give_up "$software $version doesn't start"
    fi
    systemctl --quiet is-active ${unit} || systemctl start ${unit}
    answers || give_up "$software $version doesn't answer"
    end_upgrade "$now"
    rm -f "$etc/installing"
    tidy "$software"
    ${raw(parts.settled)}
    ${appsAsWanted(documents)}
    setting() {
      [ "$(query "SELECT configvalue FROM oc_appconfig WHERE appid = '$1' AND configkey = '$2'")" = "$3" ] || occ config:app:set "$1" "$2" --value="$3"
    }
    ${raw([...sharedSettings(documents), ...parts.appSettings].map((words) => `setting ${words.map(quote).join(" ")}`).join("\n"))}
    running ${cronTimer}
  `;
}

/** Settings of apps that both have. Other servers are talked to by those who asked for it. */
function sharedSettings({ quota, federation }: DocumentsSettings): [string, string, string][] {
  const shared = federation ? "yes" : "no";
  return [
    ["files", "default_quota", quota],
    ["files_sharing", "outgoing_server2server_share_enabled", shared],
    ["files_sharing", "incoming_server2server_share_enabled", shared],
  ];
}

/** Uploads that were given up. */
const temporaryFiles = (data: string): string => `d ${data}/temporary 0700 ${user} ${user} 2d\n`;
