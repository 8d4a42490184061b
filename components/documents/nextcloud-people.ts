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
    install -d -m 0700 "$etc/first-passwords"
    ${everybody(people)}
  `;
}

const functions = `# preference NAME APP KEY: what Nextcloud keeps about somebody.
preference() { query "SELECT configvalue FROM oc_preferences WHERE userid = '$1' AND appid = '$2' AND configkey = '$3'"; }

# person NAME MAIL
person() {
  exists "$1" || create "$1" "$2"
  [ "$(preference "$1" core enabled)" != false ] || occ user:enable "$1"
  [ "$(preference "$1" settings email)" = "$2" ] || occ user:setting "$1" settings email "$2"
}`;

/** Nobody knows the first password; the mail that Nextcloud sends leads to a page where they choose one. */
const invited = `create() { occ user:add --generate-password --email="$2" "$1"; }`;

/** Without mail, somebody hands the first password over. */
const handed = `create() {
  [ -s "$etc/first-passwords/$1" ] || (umask 077 && random >"$etc/first-passwords/$1")
  OC_PASS=$(cat "$etc/first-passwords/$1")
  export OC_PASS
  occ user:add --password-from-env --email="$2" "$1"
  unset OC_PASS
}`;
