packages e2fsprogs psmisc
disk=/dev/disk/by-label/srv-data
patience=60
until [ -b "$disk" ]; do
  patience=$((patience - 1))
  [ $patience -gt 0 ] || fail "no file system with the label srv-data appeared within a minute; volumes that are attached: $(ls -d /dev/disk/by-id/scsi-0DO_Volume_* 2>/dev/null || echo none). A volume that holds something else is left alone"
  sleep 1
done
[ "$(blkid -p -s TYPE -o value "$disk")" = ext4 ] || fail "the file system with the label srv-data isn't ext4"
numbers=$(stat -L -c %Hr:%Lr "$disk")
# The cloud's images may mount a new volume by themselves, once.
findmnt -rn -o MAJ:MIN,TARGET | awk -v disk="$numbers" '$1 == disk && $2 ~ "^/mnt/" { print $2 }' | while read -r elsewhere; do
  automatic=$(systemd-escape --path --suffix=mount "$elsewhere")
  systemctl --quiet disable "$automatic" 2>/dev/null || true
  umount "$elsewhere"
  drop "/etc/systemd/system/$automatic"
done
install -d -m 0755 /srv/data
if ! mountpoint -q /srv/data; then
  [ -z "$(ls -A /srv/data)" ] || fail "/srv/data holds data on the machine's own disk, which the volume would hide: stop what uses it, move it away, run this again, and move it back"
  e2fsck -p "$disk" || [ $? -le 2 ] || fail "the file system on the volume is mounted elsewhere or damaged: look with findmnt, or run e2fsck -f $disk on the machine"
fi
put /etc/systemd/system/srv-data.mount 0644 root:root <<'END'
[Unit]
Description=Data that outlives the machine
OnFailure=open-infrastructure-notify@%N.service

[Mount]
What=/dev/disk/by-label/srv-data
Where=/srv/data
Type=ext4
Options=nofail,noatime,nodev,nosuid,discard,errors=remount-ro

[Install]
WantedBy=multi-user.target dev-disk-by\x2dlabel-srv\x2ddata.device
END
if changed /etc/systemd/system; then
  systemctl --quiet enable srv-data.mount
  systemctl daemon-reload
  if systemctl --quiet is-active srv-data.mount; then systemctl reload srv-data.mount; fi
fi
running srv-data.mount
mountpoint -q /srv/data || fail "the volume isn't mounted at /srv/data"
megabytes=$((10 * 1024 - 16))
patience=60
until [ $(($(blockdev --getsize64 "$disk") / 1048576)) -ge $megabytes ]; do
  patience=$((patience - 1))
  [ $patience -gt 0 ] || fail "the machine doesn't see the volume's new size within a minute: reboot it, and run this again"
  rescan=/sys/class/block/$(basename "$(readlink -f "$disk")")/device/rescan
  if [ -w "$rescan" ]; then echo 1 >"$rescan"; fi
  sleep 1
done
# A container may be denied that. Its file system keeps its size.
resize2fs "$disk" || systemd-detect-virt --quiet --container || fail "the file system on the volume can't grow"