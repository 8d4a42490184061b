import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { accounts, type CodeHostingSettings } from "./code-hosting-settings";
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
    # release ${forge.release.sha256}
    install -d -m 0750 -g git "$etc"
    install -d -m 0700 "$etc/secrets"
    made secret-key random
    ${raw(gogs ? ":" : formattedSecrets)}
    for name in mail-user mail-password; do (umask 077 && : >"$etc/secrets/$name"); done
    (umask 077 && printf '%s\n' "$mail_user" >"$etc/secrets/mail-user" && printf '%s\n' "$mail_password" >"$etc/secrets/mail-password")
    now="$software $version $database $wanted"
    was=$(installed)
    if [ -e "$kept/going-back" ]; then go_back; fi
    if [ -n "$was" ] && [ "$was" != "$now" ]; then
      systemctl stop ${unit}
      keep_state
    elif [ -e "$kept/whole" ]; then
      # An upgrade was cut off, and is no longer wanted.
      go_back
    fi
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
    systemctl --quiet is-enabled ${unit} || systemctl --quiet enable ${unit}
    if changed ${unit} ${appIni} ${`/etc/systemd/system/${unit}`}; then
      systemctl restart ${unit} || give_up "$software $version doesn't start"
    else
      running ${unit}
    fi
    answers || give_up "$software $version doesn't answer"
    rm -f "$kept/whole"
    printf '%s\n' "$now" | put "$etc/installed" 0644 root:root
    ${raw(gogs ? gogsAdministrator : forgejoAdministrator(forge))}
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

function forgejoAdministrator({ domain }: CodeHostingSettings): string {
  const { administrator, bot } = accounts;
  return `# account NAME OPTION…: an account that is not a person's, whose first password nobody knows.
account() {
  name=$1
  shift
  [ -n "$(query "SELECT 1 FROM \\"user\\" WHERE lower_name = '$name'")" ] ||
    as_git "$program" --config ${appIni} admin user create --username "$name" --email "$name@noreply.${domain}" \\
      --random-password --random-password-length 40 --must-change-password=false "$@" >/dev/null
}
# token FILE NAME SCOPES: a token that works. It is shown once, when it is made.
token() {
  if [ -s "$1" ] && printf 'header = "Authorization: token %s"\\n' "$(cat "$1")" |
    curl -fsS --config - --noproxy '*' -o /dev/null "$base/api/v1/user"; then return 0; fi
  # The last line: there may be warnings before it.
  (umask 077 && as_git "$program" --config ${appIni} admin user generate-access-token --username "$2" \\
    --token-name "open-infrastructure $(date +%s)" --scopes "$3" --raw | tail -n 1 >"$1.new")
  grep -qx '[0-9a-f]\\{40\\}' "$1.new" || fail "$software made no token for $2"
  mv "$1.new" "$1"
}
account ${administrator} --admin
token "$etc/admin-token" ${administrator} all
if [ ! -s "$etc/admin-password" ]; then
  (umask 077 && random >"$etc/admin-password.new")
  must PATCH /admin/users/${administrator} "$(jq -n --rawfile password "$etc/admin-password.new" '{source_id: 0, login_name: "${administrator}", password: $password}')"
  mv "$etc/admin-password.new" "$etc/admin-password"
fi
account ${bot}
token "$etc/bot-token" ${bot} read:user,read:repository,write:issue`;
}

const gogsAdministrator = ":";
