import type * as pulumi from "@pulumi/pulumi";
import type { PersonArgs } from "../people";
import { raw, sh, type Raw } from "../remote/shell";

/** Script text: each person is looked after by `person`, and whoever is in the list no more by `leave`. */
export function everybody(people: PersonArgs[]): pulumi.Output<Raw> {
  return raw(sh`
    touch "$etc/people"
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
  `);
}

/** Function of the shell that keeps somebody out. Both have the same tables for what is shared. */
export const leaveFunction = `# leave NAME: the account stays, nobody gets in with it, and what others can still see of it is said.
leave() {
  exists "$1" || return 0
  occ user:disable "$1"
  rm -f "$etc/first-passwords/$1" "$etc/invitations/$1"
  echo "$1 left: the account is disabled, nothing of it is deleted. What others still see of it:"
  query "SELECT '  shared by a link: ' || file_target || ', ' || token FROM oc_share WHERE uid_owner = '$1' AND share_type = 3"
  query "SELECT '  shared with ' || share_with || ': ' || file_target FROM oc_share WHERE uid_owner = '$1' AND share_type IN (0, 1)"
}`;
