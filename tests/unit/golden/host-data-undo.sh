disk=/dev/disk/by-label/srv-data
systemctl --quiet disable srv-data.mount 2>/dev/null || true
if [ -b "$disk" ]; then
  numbers=$(stat -L -c %Hr:%Lr "$disk")
  mounted() { findmnt -rn -o MAJ:MIN,TARGET | awk -v disk="$numbers" '$1 == disk { print $2 }'; }
  # Who works with it, or has it in a view of his own although it is unmounted here.
  users() {
    if mountpoint -q /srv/data; then fuser -m /srv/data 2>/dev/null || true; else grep -ls "^[0-9]* [0-9]* $numbers " /proc/[0-9]*/mountinfo | cut -d/ -f3; fi
  }
  for signal in none TERM KILL; do
    if [ $signal != none ]; then
      users | xargs -r ps -o pid=,args= -p || true
      users | xargs -r kill -s $signal || true
      sleep 3
    fi
    # Units that require the directory stop before it is unmounted.
    systemctl stop srv-data.mount || true
    mounted | while read -r where; do umount "$where" || true; done
    if [ -z "$(mounted)" ] && [ -z "$(users)" ]; then break; fi
  done
  [ -z "$(mounted)" ] || fail "the volume can't be unmounted: something on the machine still uses it"
  blockdev --flushbufs "$disk"
fi