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

# proven NAME VALUE…: whether these worked when they were last tried. If not, they are in $draft, a line each, for root to try:
# what is refused must leave no trace, or nothing would take it away once the settings are as before.
proven() {
  proof=$etc/secrets/$1-proven
  draft=$etc/secrets/.$1-draft
  shift
  (umask 077 && printf '%s\\n' "$@" >"$draft")
  if cmp -s "$draft" "$proof"; then rm "$draft"; else return 1; fi
}

# prove <PROGRAM: tries the draft, and remembers that it worked.
prove() {
  python3 - "$draft" || { rm "$draft"; return 1; }
  mv "$draft" "$proof"
}

# belongs PATH USER:GROUP MODE: a directory in one of root's, whatever the number of that user was on another machine. No link: whoever
# could put one there would have root follow it.
belongs() {
  [ ! -L "$1" ] || fail "$1 is a link where a directory belongs: find out who made it, remove it, and run this again"
  [ -d "$1" ] || install -d -m "$3" "$1"
  [ "$(stat -c %U:%G "$1")" = "$2" ] || chown -R --no-dereference "$2" "$1"
}

# as_user NAME [VARIABLE=VALUE…] COMMAND…: as a user who sees nothing of root's surroundings.
as_user() {
  user=$1
  shift
  (cd / && exec setpriv --reuid="$user" --regid="$user" --init-groups env -i HOME=/nonexistent LC_ALL=C.UTF-8 PATH=/usr/bin:/bin "$@")
}

# answers ADDRESS: something answers there within five minutes.
answers() {
  for _ in $(seq 1000); do
    if curl -s --noproxy '*' --max-time 5 -o /dev/null "$1"; then return 0; fi
    sleep 0.3
  done
  return 1
}
`;
