/** Where the program is that lets somebody sign in to Drone once more. */
export const signInTool = "/usr/local/sbin/open-infrastructure-drone-sign-in";

/**
 * Lets somebody sign in to Drone once more. Drone wants to read the value of a token that it made at the first time, and Gogs shows
 * values once; its API can't delete tokens, so the row goes.
 */
export const signInProgram = `#!/bin/sh
# open-infrastructure-drone-sign-in ACCOUNT: forget the token that Drone has at Gogs. Sign in to Drone right after it: until then, builds
# of the repositories that ACCOUNT activated can't fetch anything. Made by Open Infrastructure, changes are lost.
set -eu
case \${1:-} in
'' | *[!A-Za-z0-9._-]*) echo "usage: $0 ACCOUNT" >&2; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "$0: only root may do this" >&2; exit 1; }
gone=$(setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtq --dbname=code --set=ON_ERROR_STOP=1 --set="account=$1" <<'SQL'
WITH gone AS (
  DELETE FROM access_token WHERE name = 'drone' AND uid = (SELECT id FROM "user" WHERE lower_name = lower(:'account')) RETURNING 1
) SELECT count(*) FROM gone;
SQL
)
echo "tokens that Drone had from $1 and that are gone: $gone"
`;
