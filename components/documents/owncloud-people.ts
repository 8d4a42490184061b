import type * as pulumi from "@pulumi/pulumi";
import { raw, sh } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { everybody, leaveFunction } from "./everybody";
import { functionsPath } from "./documents-functions";

/** Script: everybody has an account of their name, and whoever left can't sign in any more. Nothing of anybody is deleted. */
export function peopleScript({ people, mail }: DocumentsSettings): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    ${raw(functions)}
    ${raw(leaveFunction)}
    ${raw(mail ? invited : handed)}
    install -d -m 0700 "$etc/first-passwords" "$etc/invitations"
    ${everybody(people)}
  `;
}

const functions = `# of NAME COLUMN: what ownCloud knows of an account.
of() { query "SELECT $2 FROM oc_accounts WHERE lower_user_id = '$1'"; }

# person NAME MAIL: 2 is disabled.
person() {
  exists "$1" || create "$1" "$2"
  [ ! -e "$etc/invitations/$1" ] || invite "$1"
  [ "$(of "$1" state)" != 2 ] || occ user:enable "$1"
  [ "$(of "$1" email)" = "$2" ] || occ user:modify "$1" email "$2"
}

# add NAME MAIL PASSWORD
add() {
  OC_PASS=$3
  export OC_PASS
  occ user:add --password-from-env --email="$2" "$1"
  unset OC_PASS
}`;

/** Nobody knows the first password; the mail that ownCloud sends leads to a page where they choose one. It is sent once, by this run or a later one. */
const invited = `create() {
  touch "$etc/invitations/$1"
  add "$1" "$2" "$(random)"
}
invite() {
  # What it prints has the link in it.
  occ user:resetpassword --send-email "$1" >/dev/null || fail "ownCloud can't send its mail to $1"
  rm -f "$etc/invitations/$1"
}`;

/** Without mail, somebody hands the first password over. */
const handed = `create() {
  [ -s "$etc/first-passwords/$1" ] || (umask 077 && random >"$etc/first-passwords/$1")
  add "$1" "$2" "$(cat "$etc/first-passwords/$1")"
}
invite() { :; }`;
