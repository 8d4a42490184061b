import { etc } from "./places";

/** Where the functions are on a machine. */
export const functionsPath = "/usr/local/lib/open-infrastructure/lists.sh";

/** Functions that the steps of the lists share. */
export const listsFunctions = `# Functions of the steps that look after the mailing lists. Made by Open Infrastructure, changes are lost.
etc=${etc}

# random: a secret of 64 hexadecimal digits, which no file format reads anything into.
random() { od -An -v -N32 -tx1 /dev/urandom | tr -d ' \\n'; }

# made NAME…: a secret is made once, and whole or not at all.
made() {
  for secret; do
    [ -s "$etc/secrets/$secret" ] || {
      (umask 077 && random >"$etc/secrets/.$secret")
      mv "$etc/secrets/.$secret" "$etc/secrets/$secret"
    }
  done
}

# given NAME VALUE: a secret that somebody else made.
given() { printf '%s\\n' "$2" | put "$etc/secrets/$1" 0600 root:root; }

# spliced <TEXT: @NAME@ is what the secret NAME holds.
spliced() {
  awk -v secrets="$etc/secrets/" '
    match($0, /@[a-z]+-[a-z-]+@/) {
      file = secrets substr($0, RSTART + 1, RLENGTH - 2)
      if ((getline value <file) != 1) { print "no secret " file >"/dev/stderr"; exit 1 }
      close(file)
      $0 = substr($0, 1, RSTART - 1) value substr($0, RSTART + RLENGTH)
    }
    { print }'
}

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
