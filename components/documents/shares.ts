import { database, user } from "./places";

/** Command that says what others see of accounts that nobody gets in with. */
export const sharesPath = "/usr/local/sbin/open-infrastructure-shares";

/** The command. `disabled` is SQL for the names of these accounts. Both kinds of software have the same table for what is shared; its kinds 2, 11 and 13 are parts of other rows. */
export const sharesCommand = (disabled: string): string => `#!/bin/sh
# open-infrastructure-shares: what others still see of people who left. Made by Open Infrastructure, changes are lost.
cd /
exec setpriv --reuid=${user} --regid=${user} --init-groups psql -XAtq --dbname=${database} --set=ON_ERROR_STOP=1 <<'SQL'
SELECT gone.name || ': ' || format(CASE share_type
  WHEN 0 THEN '%s is shared with %s'
  WHEN 1 THEN '%s is shared with the group %s'
  WHEN 3 THEN '%1$s is shared by the link %3$s'
  WHEN 4 THEN '%s is shared by mail with %s, who has the link %s'
  WHEN 6 THEN '%s is shared with %s, at another server'
  WHEN 9 THEN '%s is shared with the group %s, at another server'
  ELSE '%1$s is shared with %2$s, kind %4$s'
END, file_target, share_with, token, share_type)
FROM oc_share JOIN (${disabled}) AS gone (name) ON gone.name IN (uid_owner, uid_initiator)
WHERE share_type NOT IN (2, 11, 13) ORDER BY gone.name, oc_share.id
SQL
`;
