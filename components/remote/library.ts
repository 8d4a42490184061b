/** Where the functions that steps share live on a machine. */
export const libraryPath = "/usr/local/lib/open-infrastructure/step.sh";

/**
 * The functions that steps share.
 *
 * A step that was cut off is repaired by running it again, so a change that still waits for its restart is remembered
 * on the machine, not in the running script.
 */
export const library = `# Functions that the steps of Open Infrastructure share. Made by Open Infrastructure, changes are lost.

# begin NAME: one step at a time on a machine; what it prints goes into its log, the end of the log into its error.
begin() {
  set -eu
  umask 022
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
  step=$1
  pending=/var/lib/open-infrastructure/pending/$step
  log=/var/log/open-infrastructure/$step.log
  install -d -m 0755 /var/lib/open-infrastructure
  install -d -m 0700 /var/lib/open-infrastructure/pending /var/log/open-infrastructure
  # Not in /run/lock, where everybody may hold a file that they can name.
  umask 077
  exec 9>/run/open-infrastructure-step.lock
  umask 022
  flock -w 3000 9
  resume_services
  exec 3>&1
  (umask 077 && : >"$log")
  exec >>"$log" 2>&1
  trap 'report $?' EXIT
}

# report STATUS: what the operator sees of a step that failed.
report() {
  trap - EXIT
  resume_services
  [ "$1" = 0 ] || { echo "step $step failed with status $1; the end of $log:"; tail -n 30 "$log"; } >&3 || true
  exit "$1"
}

# finish: the step is whole, nothing waits for a restart any more.
finish() {
  # Something was enabled, and until it is read systemd warns of every unit.
  [ "$(systemctl show --property=NeedDaemonReload --value init.scope)" != yes ] || systemctl daemon-reload
  rm -f "$pending"
}

# result TEXT: the step's output.
result() { printf '%s\\n' "$1" >&3; }

# fail TEXT: give up, saying why.
fail() { echo "$1" >&2; exit 1; }

# put PATH MODE USER:GROUP <CONTENT: write a file if it differs, in one rename.
put() {
  [ -d "\${1%/*}" ] || install -d -m 0755 "\${1%/*}"
  draft=\${1%/*}/.\${1##*/}.put
  (umask 077 && cat >"$draft")
  if [ -f "$1" ] && [ ! -L "$1" ] && cmp -s "$draft" "$1" && [ "$(stat -c '0%a %U:%G' "$1")" = "$2 $3" ]; then
    rm -f "$draft"
  else
    chmod "$2" "$draft"
    chown "$3" "$draft"
    note "$1"
    mv -f "$draft" "$1"
  fi
}

# drop PATH…: remove files, if they are there.
drop() {
  for path; do
    if [ -e "$path" ] || [ -L "$path" ]; then note "$path"; rm -f "$path"; fi
  done
}

# note PATH: remember a change until the step is whole.
note() { echo "$1" >>"$pending"; }

# changed [PREFIX…]: did this step, or a cut off run of it, change a path that starts like this?
changed() {
  [ -e "$pending" ] || return 1
  [ $# -gt 0 ] || return 0
  for prefix; do
    if grep -q "^$prefix" "$pending"; then return 0; fi
  done
  return 1
}

policy=/run/open-infrastructure-policy-rc.d

# hold_services, resume_services: Debian starts a daemon when it is installed; ours start when they are configured.
hold_services() {
  [ ! -e /usr/sbin/policy-rc.d ] || return 0
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 0755 $policy
  ln -sf $policy /usr/sbin/policy-rc.d
}
resume_services() {
  if [ "$(readlink /usr/sbin/policy-rc.d)" = $policy ]; then rm -f /usr/sbin/policy-rc.d; fi
}

# patiently COMMAND…: dpkg, and apt with its lists, give up at once while somebody else holds their lock.
patiently() {
  for _ in $(seq 120); do
    # Into a file: a daemon that is started would hold a pipe open.
    said=$(mktemp)
    if "$@" >"$said" 2>&1; then outcome=0; else outcome=$?; fi
    if grep -q 'was locked by\\|Could not get lock' "$said"; then held=yes; else held=no; fi
    cat "$said"
    rm -f "$said"
    if [ "$outcome" = 0 ] || [ $held = no ]; then break; fi
    sleep 5
  done
  return "$outcome"
}

# packages NAME…: install what is missing, without starting its services.
packages() {
  missing=
  for package; do
    [ "$(dpkg-query -W -f '\${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  installed=0
  hold_services
  # After an installation that was cut off.
  patiently dpkg --force-confdef --force-confold --configure -a
  # Lists that are older than a day, or were never fetched.
  if [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mmin -1440 -print -quit 2>/dev/null)" ]; then
    patiently apt-get -o Acquire::Retries=5 -q update
  fi
  # shellcheck disable=SC2086 # a list of package names
  apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \\
    -q -y --no-install-recommends install $missing || installed=$?
  resume_services
  return "$installed"
}

# running UNIT…: enabled and running, without a restart of what already runs.
running() {
  for unit; do
    # What is started at boot is of no interest to systemd before the next one.
    systemctl --quiet is-enabled "$unit" || systemctl --quiet --no-reload enable "$unit"
    systemctl --quiet is-active "$unit" || systemctl start "$unit"
  done
}
`;

/** Script text that puts the library on a machine, in one rename. */
export function putLibrary(): string {
  return `install -d -m 0755 ${libraryPath.slice(0, libraryPath.lastIndexOf("/"))}
cat >${libraryPath}.new <<'LIBRARY'
${library.trimEnd()}
LIBRARY
if cmp -s ${libraryPath}.new ${libraryPath}; then rm ${libraryPath}.new; else mv ${libraryPath}.new ${libraryPath}; fi`;
}
