import type * as pulumi from "@pulumi/pulumi";
import { raw, sh } from "../remote/shell";

/** Script text: logs in to the submission server. Clouds block outgoing mail ports, and passwords have typing errors: both must come out now, not when somebody forgot theirs. */
export function mailProbe(server: string, port: number): pulumi.Output<string> {
  const url = `${port === 465 ? "smtps" : "smtp"}://${server}:${port}`;
  return sh`
    login() { printf 'user = "%s:%s"\n' "$(printf '%s' "$1" | sed 's/["\\]/\\&/g')" "$(printf '%s' "$2" | sed 's/["\\]/\\&/g')"; }
    probed=0
    login "$mail_user" "$mail_password" |
      curl -sS --config - --ssl-reqd --connect-timeout 15 --max-time 60 --retry 2 --request NOOP --output /dev/null ${url} || probed=$?
    case $probed in
    0) ;;
    67) fail "mail: ${raw(server)} refuses mail.user or mail.password" ;;
    *) fail "mail: this machine can't send by ${raw(`${server}:${port}`)}, curl gives up with status $probed. Clouds block outgoing mail on 25, 465 and 587; 2525 is the usual way out" ;;
    esac
  `;
}
