. /usr/local/lib/open-infrastructure/documents.sh
# preference NAME APP KEY: what Nextcloud keeps about somebody.
preference() { query "SELECT configvalue FROM oc_preferences WHERE userid = '$1' AND appid = '$2' AND configkey = '$3'"; }

# person NAME MAIL
person() {
  exists "$1" || create "$1" "$2"
  [ "$(preference "$1" core enabled)" != false ] || occ user:enable "$1"
  [ "$(preference "$1" settings email)" = "$2" ] || occ user:setting "$1" settings email "$2"
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
create() { occ user:add --generate-password --email="$2" "$1"; }
install -d -m 0700 "$etc/first-passwords"
touch "$etc/people"
people=ada
# Known before they are made, so that nobody is forgotten by a run that is cut off.
for name in $people; do grep -qx "$name" "$etc/people" || echo "$name" >>"$etc/people"; done
person ada ada@example.org
sort "$etc/people" | while read -r name; do
  case " $people " in *" $name "*) continue ;; esac
  leave "$name"
  # Last, since whoever is in the file and not in the list is looked at again by the next run.
  sed -i "/^$name\$/d" "$etc/people"
done