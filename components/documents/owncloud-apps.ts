import type * as pulumi from "@pulumi/pulumi";
import { sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";

/** Apps about documents, and none that asks somebody else's servers. Which of them an image has, differs. */
export const usualOwncloudApps = [
  ...["activity", "brute_force_protection", "comments", "files_mediaviewer", "files_pdfviewer", "files_sharing"],
  ...["files_texteditor", "files_trashbin", "files_versions", "notifications", "password_policy", "provisioning_api"],
  ...["systemtags", "twofactor_totp"],
];

/** Script text: what is said to ownCloud's command line once it runs. */
export function owncloudApps({ apps, quota }: DocumentsSettings): pulumi.Output<string> {
  const usual = usualOwncloudApps.join() === apps.join();
  return sh`
    if changed database; then occ background:cron; fi
    wanted_apps=
    for app in ${[...apps]}; do
      if [ -d "$place$code/apps/$app" ]; then
        wanted_apps="$wanted_apps $app"
      else
        ${usual ? { raw: 'echo "the image has no app $app"' } : { raw: 'fail "apps: $app doesn\'t come with $software $version"' }}
      fi
    done
    enabled=$(occ app:list --output=json | tail -n 1 | jq -r '.enabled | keys[]')
    needed=$(jq -r '.alwaysEnabled[]' "$place$code/core/shipped.json")
    for app in $wanted_apps; do
      echo "$enabled" | grep -qx "$app" || occ app:enable "$app"
    done
    for app in $enabled; do
      case "$wanted_apps " in *" $app "*) continue ;; esac
      echo "$needed" | grep -qx "$app" || occ app:disable "$app"
    done
    [ "$(occ config:app:get files default_quota)" = ${quota} ] || occ config:app:set files default_quota --value=${quota}
  `;
}
