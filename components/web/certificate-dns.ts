import { challengeRoot } from "./certificate-tool";

/** Functions with which the certificate tool waits for DNS, so that a CA isn't asked in vain: it counts failures. */
export const dnsFunctions = `# Functions that wait for DNS. Made by Open Infrastructure, changes are lost.

# ask SERVER TYPE NAME: what an authoritative server answers.
ask() { dig +short +norecurse +time=3 +tries=2 "@$1" "$2" "$3" 2>&1 | grep -v '^;' || true; }

# proper: of lines, those that are names or addresses. Whoever answers may write anything, options of programs too.
proper() { grep -x '[A-Za-z0-9_:][A-Za-z0-9._:-]*' || true; }

# zone NAME: the zone that holds a name. The owner of a CNAME isn't the zone of its target.
zone() {
  answer=$(dig +noall +answer +authority +time=5 +tries=2 SOA "$1" 2>/dev/null) || true
  if printf '%s\\n' "$answer" | awk '$4 == "CNAME" { found = 1 } END { exit !found }'; then
    case $1 in *.*) zone "\${1#*.}" ;; esac
  else
    printf '%s\\n' "$answer" | awk '$4 == "SOA" { print $1; exit }' | proper
  fi
}

# own TYPE: this machine's addresses that the world can reach.
own() {
  if [ "$1" = A ]; then family=-4; else family=-6; fi
  ip -o "$family" address show scope global | sed -n 's/.* inet6\\{0,1\\} \\([^/ ]*\\).*/\\1/p' | sed '/^f[cd]/d'
}

# leads_here NAME ADDRESS: an address of this machine, or one that passes requests on to it.
leads_here() {
  if { own A; own AAAA; } | grep -xF "$2" >/dev/null; then return 0; fi
  case $2 in *:*) at="[$2]" ;; *) at=$2 ;; esac
  token=$(cat "${challengeRoot}/.well-known/acme-challenge/probe")
  [ "$(curl -s --noproxy '*' --max-time 5 --resolve "$1:80:$at" "http://$1/.well-known/acme-challenge/probe" 2>/dev/null)" = "$token" ]
}

# wrong_at SERVER NAME TYPE: what is wrong with a server's answer; nothing if it is right.
wrong_at() {
  answer=$(ask "$1" "$3" "$2" | proper)
  addresses=$(printf '%s\\n' "$answer" | sed '/\\.$/d; /^$/d')
  alias=$(printf '%s\\n' "$answer" | sed -n 's/\\.$//p' | tail -n 1)
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
  if [ -n "$accounts" ] && ! printf '%s\\n' "$accounts" | grep -xF "$(account)" >/dev/null; then
    echo "$1 was asked for CAA of \${2%.}: only the account $accounts may order, this machine's is $(account)"
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
    if [ -z "$(ask "\${server%.}" SOA "$place")" ]; then continue; fi
    asked="$asked $server"
    for type; do
      if [ "$type" = CAA ]; then
        (barred_at "\${server%.}" "$place")
      elif [ -n "$(own "$type")" ]; then
        (wrong_at "\${server%.}" "$name" "$type")
      fi
    done
  done
  if [ -z "$asked" ]; then echo "none of the name servers of \${place%.} answers: $(printf "%s\\n" "$servers" | paste -sd " ")"; fi
}

# await_dns NAME…: until every authoritative server leads the world to this machine, or the deadline.
await_dns() {
  deadline=\${DEADLINE:-900}
  begun=$(date +%s)
  waited=0
  said=
  mkdir -p "${challengeRoot}/.well-known/acme-challenge"
  head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n' >"${challengeRoot}/.well-known/acme-challenge/probe"
  while :; do
    found=$(
      for name; do
        (aliases=0 && wrong "$name" A AAAA CAA)
      done | sort -u
    )
    [ -n "$found" ] || break
    if [ "$found" != "$said" ]; then
      said=$found
      printf 'waiting for DNS:\\n%s\\n' "$found" >&2
    fi
    if [ "$waited" -ge "$deadline" ]; then
      printf 'DNS is not ready after %s seconds, so the CA was not asked:\\n%s\\n' "$deadline" "$found" >&2
      return 1
    fi
    sleep 2
    waited=$(($(date +%s) - begun))
  done
  rm -f "${challengeRoot}/.well-known/acme-challenge/probe"
}
`;
