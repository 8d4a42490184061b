import type * as pulumi from "@pulumi/pulumi";
import { raw, sh, type Raw } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { DocumentsSoftware } from "./releases";

/** Apps about documents, and none that asks somebody else's servers. Which of them a release has, differs. */
export const usualApps: Record<DocumentsSoftware, string[]> = {
  nextcloud: [
    ...["activity", "bruteforcesettings", "comments", "files_downloadlimit", "files_pdfviewer", "files_reminders"],
    ...["files_sharing", "files_trashbin", "files_versions", "logreader", "notifications", "password_policy", "photos"],
    ...["privacy", "related_resources", "serverinfo", "sharebymail", "systemtags", "text", "twofactor_totp"],
  ],
  owncloud: [
    ...["activity", "brute_force_protection", "comments", "files_mediaviewer", "files_pdfviewer", "files_sharing"],
    ...["files_texteditor", "files_trashbin", "files_versions", "notifications", "password_policy", "provisioning_api"],
    ...["systemtags", "twofactor_totp"],
  ],
};

/** Script text: `wanted_apps` are those of the list that come with the release. Somebody's own list has to come whole. */
export function wantedApps({ apps, software }: DocumentsSettings): pulumi.Output<Raw> {
  const usual = [...usualApps[software]].sort().join() === apps.join();
  const without = usual
    ? 'echo "$software $version has no app $app"'
    : 'fail "apps: $app doesn\'t come with $software $version, and others can\'t be had; those that come with it: $(cd "$place$code/apps" && echo *)"';
  return raw(sh`
    wanted_apps=
    listed_apps=${apps.join(" ")}
    for app in $listed_apps; do
      if [ -d "$place$code/apps/$app" ]; then wanted_apps="$wanted_apps $app"; else ${raw(without)}; fi
    done
  `);
}

/** Script text: the apps of the list are on, and all others that the software can do without are off. It runs. */
export function appsAsWanted(documents: DocumentsSettings): pulumi.Output<Raw> {
  return raw(sh`
    ${wantedApps(documents)}
    enabled=$(occ app:list --output=json | tail -n 1 | jq -r '.enabled | keys[]')
    needed=$(jq -r '.alwaysEnabled[]' "$place$code/core/shipped.json")
    for app in $wanted_apps; do
      echo "$enabled" | grep -qx "$app" || occ app:enable "$app"
    done
    for app in $enabled; do
      case "$wanted_apps " in *" $app "*) continue ;; esac
      echo "$needed" | grep -qx "$app" || occ app:disable "$app"
    done
  `);
}
