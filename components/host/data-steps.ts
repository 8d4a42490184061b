import type * as pulumi from "@pulumi/pulumi";
import { file } from "../remote/file";
import { raw, sh } from "../remote/shell";

/** Where machines keep the data of services, whether a volume is mounted there or not. */
export const dataDirectory = "/srv/data";

/** Label of the file system, by which a machine finds its volume whatever the cloud calls it. ext4 allows 16 characters. */
export const volumeLabel = "srv-data";

const disk = `/dev/disk/by-label/${volumeLabel}`;
const unit = "srv-data.mount";

/** Not from /etc/fstab, which has other owners. A machine whose volume is missing starts all the same, without what needs it. */
const mountUnit = `[Unit]
Description=Data that outlives the machine
OnFailure=open-infrastructure-notify@%N.service

[Mount]
What=${disk}
Where=${dataDirectory}
Type=ext4
Options=nofail,noatime,nodev,nosuid,discard,errors=remount-ro

[Install]
WantedBy=multi-user.target dev-disk-by\\x2dlabel-srv\\x2ddata.device
`;

/** Script: the volume is mounted, and its file system as large as it is. */
export function mountScript(size: pulumi.Input<number>): pulumi.Output<string> {
  return sh`
    packages e2fsprogs psmisc
    disk=${disk}
    patience=60
    until [ -b "$disk" ]; do
      patience=$((patience - 1))
      [ $patience -gt 0 ] || fail "no file system with the label ${raw(volumeLabel)} appeared within a minute; volumes that are attached: $(ls -d /dev/disk/by-id/scsi-0DO_Volume_* 2>/dev/null || echo none). A volume that holds something else is left alone"
      sleep 1
    done
    [ "$(blkid -p -s TYPE -o value "$disk")" = ext4 ] || fail "the file system with the label ${raw(volumeLabel)} isn't ext4"
    numbers=$(stat -L -c %Hr:%Lr "$disk")
    # The cloud's images may mount a new volume by themselves, once.
    findmnt -rn -o MAJ:MIN,TARGET | awk -v disk="$numbers" '$1 == disk && $2 ~ "^/mnt/" { print $2 }' | while read -r elsewhere; do
      automatic=$(systemd-escape --path --suffix=mount "$elsewhere")
      systemctl --quiet disable "$automatic" 2>/dev/null || true
      umount "$elsewhere"
      drop "/etc/systemd/system/$automatic"
    done
    install -d -m 0755 ${dataDirectory}
    if ! mountpoint -q ${dataDirectory}; then
      [ -z "$(ls -A ${dataDirectory})" ] || fail "${raw(dataDirectory)} holds data on the machine's own disk, which the volume would hide: stop what uses it, move it away, run this again, and move it back"
      e2fsck -p "$disk" || [ $? -le 2 ] || fail "the file system on the volume is mounted elsewhere or damaged: look with findmnt, or run e2fsck -f $disk on the machine"
    fi
    ${file({ path: `/etc/systemd/system/${unit}`, content: mountUnit })}
    if changed /etc/systemd/system; then
      systemctl --quiet enable ${unit}
      systemctl daemon-reload
      if systemctl --quiet is-active ${unit}; then systemctl reload ${unit}; fi
    fi
    running ${unit}
    mountpoint -q ${dataDirectory} || fail "the volume isn't mounted at ${raw(dataDirectory)}"
    megabytes=$((${size} * 1024 - 16))
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
  `;
}

/** Script: what uses the volume is stopped, and everything written. Without a volume, which is gone then, there is nothing to do. */
export const unmountScript = sh`
  disk=${disk}
  systemctl --quiet disable ${unit} 2>/dev/null || true
  if [ -b "$disk" ]; then
    numbers=$(stat -L -c %Hr:%Lr "$disk")
    mounted() { findmnt -rn -o MAJ:MIN,TARGET | awk -v disk="$numbers" '$1 == disk { print $2 }'; }
    # Who works with it, or has it in a view of his own although it is unmounted here.
    users() {
      if mountpoint -q ${dataDirectory}; then fuser -m ${dataDirectory} 2>/dev/null || true; else grep -ls "^[0-9]* [0-9]* $numbers " /proc/[0-9]*/mountinfo | cut -d/ -f3; fi
    }
    for signal in none TERM KILL; do
      if [ $signal != none ]; then
        users | xargs -r ps -o pid=,args= -p || true
        users | xargs -r kill -s $signal || true
        sleep 3
      fi
      # Units that require the directory stop before it is unmounted.
      systemctl stop ${unit} || true
      mounted | while read -r where; do umount "$where" || true; done
      if [ -z "$(mounted)" ] && [ -z "$(users)" ]; then break; fi
    done
    [ -z "$(mounted)" ] || fail "the volume can't be unmounted: something on the machine still uses it"
    blockdev --flushbufs "$disk"
  fi
`;
