import type * as pulumi from "@pulumi/pulumi";
import { raw, sh } from "../remote/shell";
import { configDirectory, ourConfig, ownConfig, user } from "./places";

/** Script text: where settings are, the software's own beside ours, and the secrets that are spliced into them. */
export function settingsPlaces(): pulumi.Output<string> {
  return sh`
    install -d -m 0750 -g ${user} "$etc/"
    install -d -m 0750 -o ${user} -g ${user} ${configDirectory}
    [ -e ${ownConfig} ] || install -m 0640 -o ${user} -g ${user} /dev/null ${ownConfig}
    # As the user whose directory it is: a link that waits there leads root nowhere.
    for link in ${[ownConfig, ourConfig]}; do
      [ -L "${configDirectory}/\${link##*/}" ] || setpriv --reuid=${user} --regid=${user} --init-groups ln -s "../\${link##*/}" ${configDirectory}/
    done
    install -d -m 0700 "$etc/secrets"
  `;
}

/** Script text: our settings, with what mail is sent with. */
export function ownSettings(content: string | pulumi.Output<string>): pulumi.Output<string> {
  return sh`
    # As PHP writes them between quotes.
    quoted() { printf '%s\n' "$1" | sed "s/[\\\\']/\\\\&/g"; }
    (umask 077 && quoted "$mail_user" >"$etc/secrets/mail-user" && quoted "$mail_password" >"$etc/secrets/mail-password")
    spliced <<'END' >"$etc/secrets/.config"
    ${raw(content)}
    END
    put ${ourConfig} 0640 ${`root:${user}`} <"$etc/secrets/.config"
    rm "$etc/secrets/.config"
  `;
}
