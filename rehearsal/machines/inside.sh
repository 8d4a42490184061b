#!/bin/sh
# Runs a command with other trusted certificates and another resolver. Runs in a mount namespace of its own.
#   inside.sh BUNDLE RESOLV.CONF COMMAND…
set -eu
mount --bind "$1" "$(readlink -f /etc/ssl/certs/ca-certificates.crt)"
if [ -d /run/systemd/resolve ]; then
  # systemd-resolved would answer from outside: out of sight with its sockets.
  resolver=$(cat "$2")
  mount -t tmpfs tmpfs /run/systemd/resolve
  for file in resolv.conf stub-resolv.conf; do echo "$resolver" >"/run/systemd/resolve/$file"; done
fi
mount --bind "$2" "$(readlink -f /etc/resolv.conf)"
for variable in http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY; do unset "$variable"; done
shift 2
exec "$@"
