systemd-run --quiet --collect --unit=open-infrastructure-certificate-website --property=RuntimeMaxSec=10min open-infrastructure-certificate --early www.example.org example.org || true
packages rsync python3
put /etc/sysusers.d/open-infrastructure-site-website.conf 0644 root:root <<'END'
u site-website - "Website website" /var/lib/open-infrastructure/sites/website /bin/sh
END
getent passwd site-website >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-site-website.conf
[ "$(getent passwd site-website | cut -d: -f7)" = /bin/sh ] || usermod --shell /bin/sh site-website
install -d -m 0755 /srv/www /srv/www/website /srv/www/website/releases
install -d -m 0755 /var/lib/open-infrastructure/sites/website /var/lib/open-infrastructure/sites/website/root /var/lib/open-infrastructure/sites/website/work /var/lib/open-infrastructure/sites/website/work/gems
install -d -m 0755 -o site-website -g site-website /var/lib/open-infrastructure/sites/website/upload /var/lib/open-infrastructure/sites/website/request
put /etc/open-infrastructure/sites/website.conf 0644 root:root <<'END'
SOURCE=push
LARGEST=500
END
put /usr/local/sbin/open-infrastructure-site 0755 root:root <<'END'
#!/bin/sh
# open-infrastructure-site NAME: publish what is new. Started by systemd: systemctl start open-infrastructure-site-NAME
# open-infrastructure-site NAME up-to-date: were the pages made with the settings of now?
set -eu
umask 022
name=$1
# shellcheck source=/dev/null
. "/etc/open-infrastructure/sites/$name.conf"
unit=open-infrastructure-site-$name
state=/var/lib/open-infrastructure/sites/$name
www=/srv/www/$name
hook=/var/log/nginx/$unit.hook
settings=$(cat "/etc/open-infrastructure/sites/$name.conf" "/etc/systemd/system/$unit-build@.service" \
  /usr/local/lib/open-infrastructure/site-build 2>/dev/null | sha256sum | cut -c1-16)
revision='' release='' request='' doing=start told=''

failed() { grep -q '"state":"failed"' "$www/status.json" 2>/dev/null; }

if [ "${2:-}" = up-to-date ]; then
  [ -e "$www/current/index.html" ] && [ "$(cut -d' ' -f2 "$state/published" 2>/dev/null)" = "$settings" ] && ! failed
  exit
fi

# status STATE MESSAGE: what people and programs can ask for.
status() {
  printf '{"state":"%s","phase":"%s","revision":"%s","release":"%s","request":"%s","time":"%s","message":"%s"}\n' \
    "$1" "$doing" "$revision" "$release" "$request" "$(date -u +%FT%TZ)" "$2" >"$www/.status.json"
  mv "$www/.status.json" "$www/status.json"
  told=yes
}

# give_up MESSAGE: the pages that are published stay.
give_up() {
  rm -rf "$www/releases/.next" "$state/work/pages"
  status failed "$1"
  if [ -e "$www/current" ]; then echo "$1; the pages of before stay published" >&2; else echo "$1" >&2; fi
  exit 1
}
trap '[ $? = 0 ] || [ -n "$told" ] || status failed "stopped unexpectedly"' EXIT
trap 'exit 1' TERM INT

# run PHASE UNIT MARK: start a unit, watch how much it writes, show what it said. It did its work if MARK is there.
run() {
  doing=$1
  start=$(date +%s)
  watch "$2" &
  watcher=$!
  systemctl start "$2" || true
  kill "$watcher"
  journalctl --sync || true
  # What went wrong, not through which of Ruby's files.
  journalctl --quiet --output=cat --unit="$2" --since="@$start" | grep -v '^[[:space:]]*from /' | tail -n 30 || true
  systemctl reset-failed "$2" 2>/dev/null || true
  [ -e "$3" ] || give_up "$1 failed"
}
watch() {
  while sleep 3; do
    if [ "$(written)" -gt $((4 * LARGEST * 1024)) ]; then
      echo "more than four times the largest size of the site was written"
      systemctl kill --signal=KILL "$1"
    fi
  done
}
written() { du -sk "$state" 2>/dev/null | cut -f1; }

# fresh DIRECTORY: an empty one that the site's user may write.
fresh() {
  rm -rf "$1"
  install -d -m 0755 -o "site-$name" -g "site-$name" "$1"
}

# build: fetch the revision; unless it is published already, make its $pages.
build() {
  # A run that was killed may have left them at work.
  systemctl stop "$unit-fetch.service" "$unit-build@gems.service" "$unit-build@pages.service"
  rm -f "$state/fetch/ready"
  run fetch "$unit-fetch.service" "$state/fetch/ready"
  read -r revision gems <"$state/fetch/ready"
  case $revision$gems in '' | *[!0-9a-z]*) give_up "the fetched revision has no proper name" ;; esac
  pages=
  if [ "$(cat "$state/published" 2>/dev/null)" = "$revision $settings" ] && [ -e "$www/current/index.html" ] && ! failed; then
    echo "$revision is published already"
    return
  fi
  install -d -m 0755 "$state/work" "$state/work/gems"
  if [ "$gems" = none ]; then
    rm -rf "$state/work/gems-key"
  elif [ "$(cat "$state/work/gems-key" 2>/dev/null)" != "$gems" ]; then
    rm -f "$state/work/gems-key"
    fresh "$state/work/gems"
    run gems "$unit-build@gems.service" "$state/work/gems/done"
    rm -rf "$state/work/gems/source" "$state/work/gems/home"
    echo "$gems" >"$state/work/gems-key"
  fi
  fresh "$state/work/pages"
  run build "$unit-build@pages.service" "$state/work/pages/done"
  pages=$state/work/pages/site
}

# publish DIRECTORY: copy, judge the copy, switch.
publish() {
  doing=publish
  next=$www/releases/.next
  if [ ! -d "$1" ] || [ -L "$1" ]; then give_up "there are no pages"; fi
  [ "$(du -sk "$1" | cut -f1)" -le $((LARGEST * 1024)) ] || give_up "the pages take more than $LARGEST MiB"
  # By the site's user, who sees nothing of the machine's secrets: what is a directory now may be a link in a moment.
  fresh "$next"
  setpriv --reuid "site-$name" --regid "site-$name" --clear-groups \
    cp -R --no-dereference --preserve=timestamps -- "$1/." "$next" || give_up "the pages can't be read"
  chown -hR root:root "$next"
  odd=$(find "$next" ! -type f ! -type d -printf '%P\n' -quit | tr -cd 'A-Za-z0-9 ./_\n-')
  [ -z "$odd" ] || give_up "the pages contain $odd, which is neither a file nor a directory"
  [ -f "$next/index.html" ] || give_up "the pages have no index.html"
  chmod -R u=rwX,go=rX "$next"
  digest=$(cd "$next" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
  release=$(printf '%.12s-%s' "$revision" "$digest")
  if [ -d "$www/releases/$release" ]; then
    rm -rf "$next"
  else
    touch "$next"
    # Readable after a power cut, or not there.
    sync -f "$www"
    mv -T "$next" "$www/releases/$release"
  fi
  if [ "$(readlink "$www/current")" != "releases/$release" ]; then
    ln -sfn "releases/$release" "$www/.current"
    mv -T "$www/.current" "$www/current"
  fi
  echo "$revision $settings" >"$state/.published"
  mv "$state/.published" "$state/published"
  status published "published"
  echo "published $release"
  # A few older ones, for a look back by hand.
  find "$www/releases" -mindepth 1 -maxdepth 1 -type d ! -name "$release" -printf '%T@ %p\n' | sort -rn | tail -n +3 | cut -d' ' -f2- | xargs -r rm -rf --
  rm -rf "$state/work/pages"
}

while :; do
  told=
  if [ "$SOURCE" = git ]; then
    if [ -s "$hook" ]; then : >"$hook"; fi
    build
    if [ -n "$pages" ]; then publish "$pages"; fi
    [ -s "$hook" ] || break
  else
    request=$(head -c 20 "$state/request/ticket" 2>/dev/null | tr -cd 0-9)
    revision=pushed
    publish "$state/upload"
    [ "$(head -c 20 "$state/request/ticket" 2>/dev/null | tr -cd 0-9)" != "$request" ] || break
  fi
done
END
put /etc/systemd/system/open-infrastructure-site-website.service 0644 root:root <<'END'
[Unit]
Description=Publish the website website
OnFailure=open-infrastructure-notify@%N.service
# Asked for often, it does little.
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/open-infrastructure-site website
TimeoutStartSec=55min
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=/var/lib/open-infrastructure/sites/website /srv/www/website -/var/log/nginx/open-infrastructure-site-website.hook
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX
IPAddressDeny=any
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@resources
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_SETGID CAP_SETUID
UMask=0077
PrivateNetwork=yes
UMask=0022
END
put /usr/local/lib/open-infrastructure/site-receive 0644 root:root <<'END'
#!/bin/sh
# open-infrastructure site-receive NAME: the only command of a site's deploy keys.
set -eu
umask 022
state=/var/lib/open-infrastructure/sites/$1
case ${SSH_ORIGINAL_COMMAND:-} in
'rsync --server '*) ;;
*) echo "this key can only push pages: rsync --archive --delete _site/ site-$1@…:" >&2 && exit 1 ;;
esac
rrsync -wo "$state/upload"
ticket=$(date +%s%N)
echo "$ticket" >"$state/request/.ticket"
mv "$state/request/.ticket" "$state/request/ticket"
for _ in $(seq 600); do
  answer=$(cat "/srv/www/$1/status.json" 2>/dev/null || true)
  seen=${answer##*'"request":"'}
  seen=${seen%%'"'*}
  case $seen in '' | *[!0-9]*) seen=0 ;; esac
  [ "$seen" -lt "$ticket" ] || break
  sleep 0.2
done
[ "$seen" -ge "$ticket" ] || { echo "the pages are not published yet" >&2 && exit 1; }
case $answer in *'"state":"published"'*) ;; *) echo "the pages were refused: $answer" >&2 && exit 1 ;; esac
END
put /etc/systemd/system/open-infrastructure-site-website.path 0644 root:root <<'END'
[Unit]
Description=Publish the website website when asked to
OnFailure=open-infrastructure-notify@%N.service

[Path]
PathModified=/var/lib/open-infrastructure/sites/website/request
Unit=open-infrastructure-site-website.service

[Install]
WantedBy=multi-user.target
END
put /etc/open-infrastructure/authorized_keys/site-website 0644 root:root <<'END'
restrict,command="/bin/sh /usr/local/lib/open-infrastructure/site-receive website" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIci ci
END
if [ -e /etc/systemd/system/open-infrastructure-site-website.timer ]; then systemctl disable --now open-infrastructure-site-website.timer; fi
drop /etc/systemd/system/open-infrastructure-site-website.timer /etc/systemd/system/open-infrastructure-site-website-fetch.service /etc/systemd/system/open-infrastructure-site-website-build@.service
if [ -z "$(find /var/lib/open-infrastructure/sites/website/upload -mindepth 1 ! -name .index.html -print -quit)" ]; then
  # By its user, who may put links there.
  as_site() { setpriv --reuid site-website --regid site-website --clear-groups "$@"; }
  as_site tee /var/lib/open-infrastructure/sites/website/upload/.index.html >/dev/null <<'END'
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Not here yet</title>
  </head>
  <body>
    <h1>Not here yet</h1>
    <p>The pages of this site have not been published so far.</p>
  </body>
</html>
END
  as_site mv -T /var/lib/open-infrastructure/sites/website/upload/.index.html /var/lib/open-infrastructure/sites/website/upload/index.html
fi
if changed /etc/systemd/system/open-infrastructure-site-website; then
  systemctl daemon-reload
  systemctl try-restart open-infrastructure-site-website.path
fi