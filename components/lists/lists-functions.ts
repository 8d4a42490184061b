import { madeSecrets } from "../remote/made-secrets";
import { etc } from "./places";

/** Where the functions are on a machine. */
export const functionsPath = "/usr/local/lib/open-infrastructure/lists.sh";

/** Functions that the steps of the lists share. */
export const listsFunctions = `# Functions of the steps that look after the mailing lists. Made by Open Infrastructure, changes are lost.
etc=${etc}

${madeSecrets}

# given NAME VALUE: a secret that somebody else made.
given() { printf '%s\\n' "$2" | put "$etc/secrets/$1" 0600 root:root; }

# as_user NAME COMMAND…: as a user who sees nothing of root's surroundings.
as_user() {
  user=$1
  shift
  (cd / && exec setpriv --reuid="$user" --regid="$user" --init-groups env -i HOME=/nonexistent LC_ALL=C.UTF-8 PATH=/usr/bin:/bin "$@")
}

# answers ADDRESS: something answers there within a minute.
answers() {
  for _ in $(seq 200); do
    if curl -s --noproxy '*' --max-time 5 -o /dev/null "$1"; then return 0; fi
    sleep 0.3
  done
  return 1
}
`;
