put /etc/open-infrastructure/acme.conf 0644 root:root <<'END'
DIRECTORY='https://ca.example.net/acme'
EMAIL='ada@example.org'
STAGING=no
END
put /usr/local/lib/open-infrastructure/dns.sh 0644 root:root <<'END'
# Functions that wait for DNS. Made by Open Infrastructure, changes are lost.

# ask SERVER TYPE NAME: what an authoritative server answers.
ask() { dig +short +norecurse +time=3 +tries=2 "@$1" "$2" "$3" 2>&1 | grep -v '^;' || true; }

# proper: of lines, those that are names or addresses. Whoever answers may write anything, options of programs too.
proper() { grep -x '[A-Za-z0-9_:][A-Za-z0-9._:-]*' || true; }

# zone NAME: the zone that holds a name. The owner of a CNAME isn't the zone of its target.
zone() {
  answer=$(dig +noall +answer +authority +time=5 +tries=2 SOA "$1" 2>/dev/null) || true
  if printf '%s\n' "$answer" | awk '$4 == "CNAME" { found = 1 } END { exit !found }'; then
    case $1 in *.*) zone "${1#*.}" ;; esac
  else
    printf '%s\n' "$answer" | awk '$4 == "SOA" { print $1; exit }' | proper
  fi
}

# own TYPE: this machine's addresses that the world can reach.
own() {
  if [ "$1" = A ]; then family=-4; else family=-6; fi
  ip -o "$family" address show scope global | sed -n 's/.* inet6\{0,1\} \([^/ ]*\).*/\1/p' | sed '/^f[cd]/d'
}

# leads_here NAME ADDRESS: an address of this machine, or one that passes requests on to it.
leads_here() {
  if { own A; own AAAA; } | grep -xF "$2" >/dev/null; then return 0; fi
  case $2 in *:*) at="[$2]" ;; *) at=$2 ;; esac
  token=$(cat "/var/lib/open-infrastructure/acme/.well-known/acme-challenge/probe")
  [ "$(curl -s --noproxy '*' --max-time 5 --resolve "$1:80:$at" "http://$1/.well-known/acme-challenge/probe" 2>/dev/null)" = "$token" ]
}

# wrong_at SERVER NAME TYPE: what is wrong with a server's answer; nothing if it is right.
wrong_at() {
  answer=$(ask "$1" "$3" "$2" | proper)
  addresses=$(printf '%s\n' "$answer" | sed '/\.$/d; /^$/d')
  alias=$(printf '%s\n' "$answer" | sed -n 's/\.$//p' | tail -n 1)
  if [ -z "$addresses" ] && [ -n "$alias" ]; then
    aliases=$((aliases + 1))
    if [ $aliases -le 3 ]; then wrong "$alias" "$3"; else echo "$2 is an alias of $alias, and so on: more than three aliases"; fi
  elif [ -z "$addresses" ]; then
    # Without an AAAA record a CA uses IPv4; after a good while that is taken to be meant so.
    if [ "$3" = A ] || [ "$waited" -lt 300 ]; then
      echo "$1 was asked for $3 of $2: no answer, this machine has $(own "$3" | paste -sd ' ')"
    fi
  else
    for address in $addresses; do
      leads_here "$2" "$address" ||
        echo "$1 was asked for $3 of $2: $address, which doesn't lead to this machine with $(own "$3" | paste -sd ' ')"
    done
  fi
}

# barred_at SERVER ZONE: a CAA record lets only another account order.
barred_at() {
  accounts=$(ask "$1" CAA "$2" | grep -o 'accounturi=[^" ;]*' | cut -d= -f2-) || true
  if [ -n "$accounts" ] && ! printf '%s\n' "$accounts" | grep -xF "$(account)" >/dev/null; then
    echo "$1 was asked for CAA of ${2%.}: only the account $accounts may order, this machine's is $(account)"
  fi
}

# wrong NAME TYPE…: what is wrong at the authoritative servers of the name's zone. One of them may be down or not know the zone.
wrong() {
  name=$1
  shift
  place=$(zone "$name")
  servers=$(if [ -n "$place" ]; then dig +short +time=5 +tries=2 NS "$place" 2>/dev/null | proper; fi)
  if [ -z "$servers" ]; then
    echo "no zone was found for $name: is its domain registered and delegated?"
    return 0
  fi
  asked=
  for server in $servers; do
    if [ -z "$(ask "${server%.}" SOA "$place")" ]; then continue; fi
    asked="$asked $server"
    for type; do
      if [ "$type" = CAA ]; then
        (barred_at "${server%.}" "$place")
      elif [ -n "$(own "$type")" ]; then
        (wrong_at "${server%.}" "$name" "$type")
      fi
    done
  done
  if [ -z "$asked" ]; then echo "none of the name servers of ${place%.} answers: $(printf "%s\n" "$servers" | paste -sd " ")"; fi
}

# await_dns NAME…: until every authoritative server leads the world to this machine, or the deadline.
await_dns() {
  deadline=${DEADLINE:-900}
  begun=$(date +%s)
  waited=0
  said=
  mkdir -p "/var/lib/open-infrastructure/acme/.well-known/acme-challenge"
  head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' >"/var/lib/open-infrastructure/acme/.well-known/acme-challenge/probe"
  while :; do
    found=$(
      for name; do
        (aliases=0 && wrong "$name" A AAAA CAA)
      done | sort -u
    )
    [ -n "$found" ] || break
    if [ "$found" != "$said" ]; then
      said=$found
      printf 'waiting for DNS:\n%s\n' "$found" >&2
    fi
    if [ "$waited" -ge "$deadline" ]; then
      printf 'DNS is not ready after %s seconds, so the CA was not asked:\n%s\n' "$deadline" "$found" >&2
      return 1
    fi
    sleep 2
    waited=$(($(date +%s) - begun))
  done
  rm -f "/var/lib/open-infrastructure/acme/.well-known/acme-challenge/probe"
}
END
put /usr/local/sbin/open-infrastructure-certificate 0755 root:root <<'END'
#!/bin/sh
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
webroot=/var/lib/open-infrastructure/acme

fail() { echo "$1" >&2; exit 1; }

# twice COMMAND…: a CA has bad moments.
twice() { "$@" || { sleep 20; "$@"; }; }

# account: the address of this machine's account at the CA, as certbot keeps it.
account() {
  cat "$home/accounts/${DIRECTORY#https://}"/*/regr.json 2>/dev/null | sed -n 's/.*"uri": *"\([^"]*\)".*/\1/p' | head -n 1
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
    [ "$(names "$1" | sort)" = "$(printf '%s\n' "$@" | sort -u)" ]
}

# issue NAME…: asks the CA, once DNS leads here.
issue() {
  registered
  await_dns "$@"
  # What a cut off run left behind would be in certbot's way.
  if ! whole "$1"; then rm -rf "$home/renewal/$1.conf" "$home/live/$1" "$home/archive/$1"; fi
  lineage=$1
  for name; do set -- "$@" -d "$name"; shift; done
  twice certbot certonly -n --cert-name "$lineage" "$@" --server "$DIRECTORY" --webroot --webroot-path "$webroot" \
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
if [ -z "${OPEN_INFRASTRUCTURE_CERTIFICATE:-}" ]; then
  # Not in /run/lock, where everybody may hold a file that they can name.
  umask 077
  exec 8>/var/lib/letsencrypt/open-infrastructure.lock
  umask 022
  flock -w 1800 8 || fail "another certificate is being waited for since half an hour"
  export OPEN_INFRASTRUCTURE_CERTIFICATE=1
fi

case ${1:-} in
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
END
put /etc/letsencrypt/renewal-hooks/deploy/open-infrastructure-reload 0755 root:root <<'END'
#!/bin/sh
# A broken configuration is refused by the reload and leaves nginx as it is.
systemctl --quiet is-active nginx || exit 0
exec systemctl reload nginx
END
install -d -m 0755 /var/lib/letsencrypt
install -d -m 0700 /var/log/letsencrypt
put /etc/systemd/system/open-infrastructure-renewal.service 0644 root:root <<'END'
[Unit]
Description=Renew certificates that have less than two fifths of their life left
After=network-online.target nginx.service
Wants=network-online.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/open-infrastructure-certificate --renew
TimeoutStartSec=1h
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/etc/letsencrypt /var/lib/letsencrypt /var/log/letsencrypt /var/lib/open-infrastructure/acme
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=
UMask=0077
END
put /etc/systemd/system/open-infrastructure-renewal.timer 0644 root:root <<'END'
[Unit]
Description=Renew certificates, twice a day

[Timer]
OnCalendar=*-*-* 00/12:00:00
RandomizedDelaySec=6h
FixedRandomDelay=yes
Persistent=yes

[Install]
WantedBy=timers.target
END
if changed /etc/systemd; then systemctl daemon-reload; systemctl try-restart open-infrastructure-renewal.timer; fi
if systemctl --quiet is-enabled certbot.timer || systemctl --quiet is-active certbot.timer; then systemctl --quiet --no-reload disable --now certbot.timer; fi
running open-infrastructure-renewal.timer
account=$(/usr/local/sbin/open-infrastructure-certificate --account)
# Certificates of a CA that is no longer wanted are replaced.
if changed /etc/open-infrastructure/acme.conf; then /usr/local/sbin/open-infrastructure-certificate --renew; fi
result "$account"