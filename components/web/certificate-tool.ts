/** Where the tool lives on a machine. */
export const certificateTool = "/usr/local/sbin/open-infrastructure-certificate";

/** Where the CA's challenges are answered from, for every name. */
export const challengeRoot = "/var/lib/open-infrastructure/acme";

/** Program that gets certificates once, keeps them and renews them. The wait for DNS is a file of its own. */
export const certificateProgram = `#!/bin/sh
# open-infrastructure-certificate NAME [NAME…]  a certificate for exactly these names, filed under the first; at once if there is one
# open-infrastructure-certificate --early NAME [NAME…]  the same ahead of time: DNS gets two minutes, the CA one try
# open-infrastructure-certificate --renew       renews what has less than two fifths of its life left, or is of a CA no longer wanted
# open-infrastructure-certificate --account     prints the address of the account at the CA, which is made if there is none
set -eu
umask 022
export LC_ALL=C.UTF-8
DIRECTORY='' EMAIL='' STAGING=no
. /etc/open-infrastructure/acme.conf
. /usr/local/lib/open-infrastructure/dns.sh
home=/etc/letsencrypt
webroot=${challengeRoot}

fail() { echo "$1" >&2; exit 1; }

# twice COMMAND…: a CA has bad moments.
twice() { "$@" || { sleep 20; "$@"; }; }

# account: the address of this machine's account at the CA, as certbot keeps it.
account() {
  cat "$home/accounts/\${DIRECTORY#https://}"/*/regr.json 2>/dev/null | sed -n 's/.*"uri": *"\\([^"]*\\)".*/\\1/p' | head -n 1
}

# registered: there is an account, and it has this mail address.
registered() {
  told=/var/lib/open-infrastructure/acme-account
  if [ -z "$(account)" ]; then
    twice certbot register -n -q --agree-tos --no-eff-email --server "$DIRECTORY" --email "$EMAIL"
  elif [ "$(cat $told 2>/dev/null)" != "$DIRECTORY $EMAIL" ]; then
    twice certbot update_account -n -q --no-eff-email --server "$DIRECTORY" --email "$EMAIL"
  else
    return 0
  fi
  echo "$DIRECTORY $EMAIL" >$told
}

# whole NAME: certbot knows the certificate, and it belongs to its key. False after a run that was cut off.
whole() {
  grep -q '^server = ' "$home/renewal/$1.conf" 2>/dev/null &&
    public=$(openssl x509 -in "$home/live/$1/fullchain.pem" -noout -pubkey 2>/dev/null) &&
    [ "$public" = "$(openssl pkey -in "$home/live/$1/privkey.pem" -pubout 2>/dev/null)" ]
}

# names NAME: what the certificate is for, the first name first.
names() {
  echo "$1"
  openssl x509 -in "$home/live/$1/fullchain.pem" -noout -ext subjectAltName | grep -o 'DNS:[^, ]*' | cut -d: -f2 | grep -vx "$1" || true
}

# wanted NAME: of the CA that is asked today. A test certificate never takes a good one's place.
wanted() {
  [ "$STAGING" = yes ] || grep -qxF "server = $DIRECTORY" "$home/renewal/$1.conf"
}

# due NAME: less than two fifths of its life are left.
due() {
  start=$(date -d "$(openssl x509 -in "$home/live/$1/fullchain.pem" -noout -startdate | cut -d= -f2)" +%s)
  end=$(date -d "$(openssl x509 -in "$home/live/$1/fullchain.pem" -noout -enddate | cut -d= -f2)" +%s)
  [ $((5 * (end - $(date +%s)))) -lt $((2 * (end - start))) ]
}

# kept NAME…: there is a valid certificate for exactly these names.
kept() {
  whole "$1" && wanted "$1" &&
    openssl x509 -in "$home/live/$1/fullchain.pem" -noout -checkend 0 >/dev/null &&
    [ "$(names "$1" | sort)" = "$(printf '%s\\n' "$@" | sort -u)" ]
}

# issue NAME…: asks the CA, once DNS leads here.
issue() {
  registered
  await_dns "$@"
  # What a cut off run left behind would be in certbot's way.
  if ! whole "$1"; then rm -rf "$home/renewal/$1.conf" "$home/live/$1" "$home/archive/$1"; fi
  lineage=$1
  for name; do set -- "$@" -d "$name"; shift; done
  twice certbot certonly -n --cert-name "$lineage" "$@" --server "$DIRECTORY" --webroot --webroot-path "$webroot" \\
    --key-type ecdsa --elliptic-curve secp256r1 --renew-with-new-domains --force-renewal
  if systemctl --quiet is-active nginx; then systemctl reload nginx; fi
}

# renew: every certificate that needs it; one that fails doesn't stop the others.
renew() {
  failed=
  for conf in "$home"/renewal/*.conf; do
    [ -s "$conf" ] || continue
    lineage=$(basename "$conf" .conf)
    if grep -q "^authenticator = webroot" "$conf" && ! wanted "$lineage"; then
      # shellcheck disable=SC2046 # names without spaces
      "$0" $(names "$lineage") || failed="$failed $lineage"
    elif due "$lineage"; then
      certbot renew -n --cert-name "$lineage" --force-renewal --no-random-sleep-on-renew || failed="$failed $lineage"
    fi
  done
  [ -z "$failed" ] || fail "could not renew the certificates$failed"
}

# One at a time, and those that --renew calls belong to it.
if [ -z "\${OPEN_INFRASTRUCTURE_CERTIFICATE:-}" ]; then
  # Not in /run/lock, where everybody may hold a file that they can name.
  umask 077
  exec 8>/var/lib/letsencrypt/open-infrastructure.lock
  umask 022
  flock -w 1800 8 || fail "another certificate is being waited for since half an hour"
  export OPEN_INFRASTRUCTURE_CERTIFICATE=1
fi

case \${1:-} in
--renew) renew ;;
--account) registered >&2; account ;;
--early)
  shift
  DEADLINE=120
  twice() { "$@"; }
  kept "$@" || issue "$@"
  ;;
-* | '') fail "usage: $0 [--early] NAME [NAME…] | --renew | --account" ;;
*) kept "$@" || issue "$@" ;;
esac
`;
