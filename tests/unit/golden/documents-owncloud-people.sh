. /usr/local/lib/open-infrastructure/documents.sh
# account NAME COLUMN: what ownCloud knows of an account.
account() { query "SELECT $2 FROM oc_accounts WHERE lower_user_id = '$1'"; }

# add NAME PASSWORD
add() {
  OC_PASS=$2
  export OC_PASS
  occ user:add --password-from-env "$1"
  unset OC_PASS
}
# 2 is disabled.
let_in() { [ "$(account "$1" state)" != 2 ] || occ user:enable "$1"; }
mailed() { [ "$(account "$1" email)" = "$2" ] || occ user:modify "$1" email "$2"; }
invite() { occ user:resetpassword --send-email "$1"; }
# create NAME
create() {
  touch "$etc/invitations/$1"
  add "$1" "$(random)"
}
# welcome NAME: what the software prints may have the link in it.
welcome() {
  if invite "$1" >/dev/null; then rm -f "$etc/invitations/$1"; else uninvited="$uninvited $1"; fi
}
# person NAME MAIL: the address first, since it is where the invitation goes.
person() {
  exists "$1" || create "$1"
  let_in "$1"
  mailed "$1" "$2"
  [ ! -e "$etc/invitations/$1" ] || welcome "$1"
}
# leave NAME: the account stays, nobody gets in with it.
leave() {
  exists "$1" || return 0
  occ user:disable "$1"
  rm -f "$etc/first-passwords/$1" "$etc/invitations/$1"
  echo "$1 left: the account is disabled, nothing of it is deleted"
}
put /usr/local/sbin/open-infrastructure-shares 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-shares: what others still see of people who left. Made by Open Infrastructure, changes are lost.
cd /
exec setpriv --reuid=documents --regid=documents --init-groups psql -XAtq --dbname=documents --set=ON_ERROR_STOP=1 <<'SQL'
SELECT gone.name || ': ' || format(CASE share_type
  WHEN 0 THEN '%s is shared with %s'
  WHEN 1 THEN '%s is shared with the group %s'
  WHEN 3 THEN '%1$s is shared by the link %3$s'
  WHEN 4 THEN '%s is shared by mail with %s, who has the link %s'
  WHEN 6 THEN '%s is shared with %s, at another server'
  WHEN 9 THEN '%s is shared with the group %s, at another server'
  ELSE '%1$s is shared with %2$s, kind %4$s'
END, file_target, share_with, token, share_type)
FROM oc_share JOIN (SELECT user_id FROM oc_accounts WHERE state = 2) AS gone (name) ON gone.name IN (uid_owner, uid_initiator)
WHERE share_type NOT IN (2, 11, 13) ORDER BY gone.name, oc_share.id
SQL
END
install -d -m 0700 "$etc/first-passwords" "$etc/invitations"
touch "$etc/people"
uninvited=
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
# At each run, and not only at the one by which somebody left.
shares=$(/usr/local/sbin/open-infrastructure-shares)
[ -z "$shares" ] || printf 'What others still see of people who left, as /usr/local/sbin/open-infrastructure-shares tells:\n%s\n' "$shares"
[ -z "$uninvited" ] || fail "mail: the mail server doesn't take the invitations for these people:$uninvited. Everything else is done, and the next run sends them"