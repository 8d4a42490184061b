import { fillFunction } from "./fill";

/** What the scripts of a machine do first, in a file of its own beside them. */
export const prelude = `# What the numbered scripts beside this do first. It is no script of its own.
set -eu
name=$(basename -- "$0")
${fillFunction}
if [ -z "\${EJECTED:-}" ]; then
  [ "$(id -u)" = 0 ] || { echo "$name: run it as root" >&2; exit 1; }
  directory=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
  variables=$directory/variables.env
  [ -e "$variables" ] || variables=$directory/../variables.env
  script=$(mktemp /run/ejected-step.XXXXXX)
  fill "$variables" <"$0" >"$script" || { rm -f "$script"; exit 1; }
  # In a unit of its own it outlives a lost connection, and its environment is the same for everybody.
  exec systemd-run --quiet --wait --pipe --collect --description="$name" --property=RuntimeMaxSec=1h \\
    --setenv=HOME=/root --setenv=EJECTED="$directory" --working-directory="$directory" sh "$script" "$@"
fi
rm -f -- "$0"

# secrets ARGUMENT…: where they are read from: standard input if told so by -, otherwise secrets.env, which is for nobody else.
secrets() {
  if [ "\${1:-}" = - ]; then
    secrets=$(cat)
    return
  fi
  [ -e secrets.env ] || { echo "there is no secrets.env here: cp secrets.env.example secrets.env, fill it in, or give it on standard input and - as argument" >&2; exit 1; }
  case $(stat -c %a secrets.env) in
  *00) secrets=$(cat secrets.env) ;;
  *) echo "secrets.env can be read by others: chmod 600 secrets.env" >&2; exit 1 ;;
  esac
}

# secret NAME: its value, which is the rest of its line.
secret() {
  value=$(printf '%s\\n' "$secrets" | sed -n "s/^$1=//p" | head -n 1)
  [ -n "$value" ] || { echo "secrets.env: $1 has no value" >&2; exit 1; }
  printf '%s' "$value"
}

# shellcheck source=/dev/null
. ./library.sh
`;
