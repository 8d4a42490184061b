. /usr/local/lib/open-infrastructure/documents.sh
# of NAME COLUMN: what ownCloud knows of an account.
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
}
# leave NAME: the account stays, nobody gets in with it, and what others can still see of it is said.
leave() {
  exists "$1" || return 0
  occ user:disable "$1"
  rm -f "$etc/first-passwords/$1" "$etc/invitations/$1"
  echo "$1 left: the account is disabled, nothing of it is deleted. What others still see of it:"
  query "SELECT '  shared by a link: ' || file_target || ', ' || token FROM oc_share WHERE uid_owner = '$1' AND share_type = 3"
  query "SELECT '  shared with ' || share_with || ': ' || file_target FROM oc_share WHERE uid_owner = '$1' AND share_type IN (0, 1)"
}
create() {
  touch "$etc/invitations/$1"
  add "$1" "$2" "$(random)"
}
invite() {
  # What it prints has the link in it.
  occ user:resetpassword --send-email "$1" >/dev/null || fail "ownCloud can't send its mail to $1"
  rm -f "$etc/invitations/$1"
}
install -d -m 0700 "$etc/first-passwords" "$etc/invitations"
touch "$etc/people"
people='ada bob'
# Known before they are made, so that nobody is forgotten by a run that is cut off.
for name in $people; do grep -qx "$name" "$etc/people" || echo "$name" >>"$etc/people"; done
person ada ada@example.org
person bob bob@example.org
sort "$etc/people" | while read -r name; do
  case " $people " in *" $name "*) continue ;; esac
  leave "$name"
  # Last, since whoever is in the file and not in the list is looked at again by the next run.
  sed -i "/^$name\$/d" "$etc/people"
done