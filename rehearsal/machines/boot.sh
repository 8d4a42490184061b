#!/bin/sh
# Boots a container and boots it again whenever it asks for a reboot. Runs in a mount namespace of its own.
#   boot.sh CONTROL-GROUP BRIDGE MACHINE HOSTNAME DIRECTORY
set -u
group=$1 bridge=$2 machine=$3 hostname=$4 root=$5/root disks=$5/disks mounts=$5/mounts

# The guest's systemd needs a plain cgroup 2 tree, whatever this computer has.
umount -R /sys/fs/cgroup 2>/dev/null
mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 1
# Bookkeeping of systemd-nspawn that would outlive the machine.
mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn || exit 1

group=/sys/fs/cgroup/$group
mkdir -p "$group/boot" "$group/guest"
echo $$ >"$group/boot/cgroup.procs"
for parent in "$group/.." "$group"; do
  for controller in $(cat "$parent/cgroup.controllers"); do
    echo "+$controller" >"$parent/cgroup.subtree_control" 2>/dev/null
  done
done

while :; do
  # Volumes, which may be others than at the last boot, and folders of this computer: options without spaces in them.
  extra=$(cat "$disks" "$mounts" 2>/dev/null)
  # Not for guests: the clock, kernel modules, swap and the kernel's log are this computer's.
  SYSTEMD_NSPAWN_TMPFS_TMP=0 sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group/guest" \
    systemd-nspawn --quiet --directory="$root" --machine="$machine" --hostname="$hostname" --boot \
    --register=no --keep-unit --network-bridge="$bridge" --private-users=no --resolv-conf=off --link-journal=no \
    --timezone=off --kill-signal=SIGRTMIN+3 $extra \
    --capability=all --drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE,CAP_SYS_RAWIO,CAP_SYSLOG,CAP_WAKE_ALARM,CAP_MAC_ADMIN \
    --system-call-filter='@keyring bpf' --system-call-filter='~@swap'
  # 133: the guest asked for a reboot.
  [ $? -eq 133 ] || break
done
