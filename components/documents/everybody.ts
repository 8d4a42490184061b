import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";
import { functionsPath } from "./documents-functions";
import type { DocumentsSettings } from "./documents-settings";
import { sharesCommand, sharesPath } from "./shares";

/**
 * Script: everybody has an account of their name, and whoever left can't sign in any more. Nothing of anybody is deleted.
 * `software` defines `add NAME PASSWORD`, `let_in NAME`, `mailed NAME MAIL` and `invite NAME`; `disabled` is SQL for the names of
 * accounts that nobody gets in with.
 */
export function everybody(
  { people, mail }: DocumentsSettings,
  software: string,
  disabled: string,
): pulumi.Output<string> {
  return sh`
    . ${functionsPath}
    ${raw(software)}
    ${raw(mail ? invited : handed)}
    ${raw(person)}
    ${raw(leave)}
    ${file({ path: sharesPath, mode: "0755", content: sharesCommand(disabled) })}
    install -d -m 0700 "$etc/first-passwords" "$etc/invitations"
    touch "$etc/people"
    uninvited=
    people=${people.map(({ name }) => name).join(" ")}
    # Known before they are made, so that nobody is forgotten by a run that is cut off.
    for name in $people; do grep -qx "$name" "$etc/people" || echo "$name" >>"$etc/people"; done
    ${raw(people.map(({ name, mail }) => `person ${name} ${mail}`).join("\n"))}
    sort "$etc/people" | while read -r name; do
      case " $people " in *" $name "*) continue ;; esac
      leave "$name"
      # Last, since whoever is in the file and not in the list is looked at again by the next run.
      sed -i "/^$name\$/d" "$etc/people"
    done
    # At each run, and not only at the one by which somebody left.
    shares=$(${sharesPath})
    [ -z "$shares" ] || printf 'What others still see of people who left, as ${sharesPath} tells:\n%s\n' "$shares"
    [ -z "$uninvited" ] || fail "mail: the mail server doesn't take the invitations for these people:$uninvited. Everything else is done, and the next run sends them"
  `;
}

const person = `# person NAME MAIL: the address first, since it is where the invitation goes.
person() {
  exists "$1" || create "$1"
  let_in "$1"
  mailed "$1" "$2"
  [ ! -e "$etc/invitations/$1" ] || welcome "$1"
}`;

/** Nobody knows the first password; a mail leads to a page where they choose one. It is sent once, by this run or a later one. */
const invited = `# create NAME
create() {
  touch "$etc/invitations/$1"
  add "$1" "$(random)"
}
# welcome NAME: what the software prints may have the link in it.
welcome() {
  if invite "$1" >/dev/null; then rm -f "$etc/invitations/$1"; else uninvited="$uninvited $1"; fi
}`;

/** Without mail, somebody hands the first password over. */
const handed = `# create NAME
create() {
  [ -s "$etc/first-passwords/$1" ] || (umask 077 && random >"$etc/first-passwords/$1")
  add "$1" "$(cat "$etc/first-passwords/$1")"
}
# welcome NAME: there was to be a mail that was never sent, so nobody knows the password.
welcome() {
  (umask 077 && random >"$etc/first-passwords/$1")
  OC_PASS=$(cat "$etc/first-passwords/$1")
  export OC_PASS
  occ user:resetpassword --password-from-env "$1"
  unset OC_PASS
  rm -f "$etc/invitations/$1"
}`;

const leave = `# leave NAME: the account stays, nobody gets in with it.
leave() {
  exists "$1" || return 0
  occ user:disable "$1"
  rm -f "$etc/first-passwords/$1" "$etc/invitations/$1"
  echo "$1 left: the account is disabled, nothing of it is deleted"
}`;
