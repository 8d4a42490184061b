/** Functions of the shell for secrets that are made on a machine and kept in `$etc/secrets`. */
export const madeSecrets = `# random: a secret of 64 hexadecimal digits, which no file format reads anything into.
random() { od -An -v -N32 -tx1 /dev/urandom | tr -d ' \\n'; }

# made NAME COMMAND…: a secret is made once, and whole or not at all.
made() {
  secret=$1
  shift
  [ ! -s "$etc/secrets/$secret" ] || return 0
  (umask 077 && "$@" >"$etc/secrets/.$secret")
  [ -s "$etc/secrets/.$secret" ] || fail "the secret $secret could not be made"
  mv "$etc/secrets/.$secret" "$etc/secrets/$secret"
}

# spliced <TEXT: @NAME@ is what the secret NAME holds.
spliced() {
  awk -v secrets="$etc/secrets/" '
    match($0, /@[a-z0-9-]+@/) {
      file = secrets substr($0, RSTART + 1, RLENGTH - 2)
      if ((getline value <file) != 1) { print "no secret " file >"/dev/stderr"; exit 1 }
      close(file)
      $0 = substr($0, 1, RSTART - 1) value substr($0, RSTART + RLENGTH)
    }
    { print }'
}`;
