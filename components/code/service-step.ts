import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { forgejoAdministrator, gogsAccounts, gogsFirst } from "./administrator";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { forgejoIni } from "./forgejo-config";
import { functionsPath } from "./forge-functions";
import { gogsIni } from "./gogs-config";
import { appIni, unit } from "./places";
import { forgeUnit, sshdMatch } from "./unit";

const sshd = "/etc/ssh/sshd_config.d/50-open-infrastructure-code.conf";

/** Script: the forge runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet. */
export function serviceScript(forge: CodeHostingSettings): pulumi.Output<string> {
  const gogs = forge.software === "gogs";
  return sh`
    . ${functionsPath}
    # ${raw(forge.software)} ${raw(forge.release.version)}, ${raw(forge.release.sha256)}
    install -d -m 0750 -g git "$etc"
    install -d -m 0700 "$etc/secrets"
    made secret-key random
    ${raw(gogs ? ":" : formattedSecrets)}
    for name in mail-user mail-password; do (umask 077 && : >"$etc/secrets/$name"); done
    (umask 077 && printf '%s\n' "$mail_user" >"$etc/secrets/mail-user" && printf '%s\n' "$mail_password" >"$etc/secrets/mail-password")
    now="$software $version $database $wanted"
    settle
    begin_upgrade "$now"
    ini=$(spliced <<'END'
    ${raw(gogs ? gogsIni(forge) : forgejoIni(forge))}
    END
    )
    printf '%s\n' "$ini" | put ${appIni} 0640 root:git
    ${file({ path: `/etc/systemd/system/${unit}`, content: forgeUnit(forge) })}
    if changed /etc/systemd/system; then systemctl daemon-reload; fi
    switch_to "$wanted"
    if [ "$was" != "$now" ]; then
      ${raw(gogs ? ":" : 'as_git "$program" --config "$etc/app.ini" migrate || give_up "$software $version can\'t take over the database"')}
      note ${unit}
    fi
    ${raw(gogs ? `${gogsAccounts(forge)}\n${gogsFirst}` : ":")}
    systemctl --quiet is-enabled ${unit} || systemctl --quiet enable ${unit}
    if changed ${unit} ${appIni} ${`/etc/systemd/system/${unit}`}; then
      systemctl restart ${unit} || give_up "$software $version doesn't start"
    else
      running ${unit}
    fi
    answers || give_up "$software $version doesn't answer"
    end_upgrade "$now"
    tidy "$software"
    ${raw(gogs ? "accounts" : forgejoAdministrator(forge))}
    ${file({ path: sshd, content: sshdMatch(forge) })}
    if changed ${sshd}; then
      sshd -t || { rm -f ${sshd}; fail "sshd refuses the settings for git, they are gone again"; }
      systemctl try-reload-or-restart ssh
    fi
  `;
}

/** Those whose format is the program's business. */
const formattedSecrets = `switched=/usr/local/lib/open-infrastructure/$wanted/$software
made internal-token as_git "$switched" generate secret INTERNAL_TOKEN
made lfs-jwt as_git "$switched" generate secret LFS_JWT_SECRET
made oauth2-jwt as_git "$switched" generate secret JWT_SECRET`;
