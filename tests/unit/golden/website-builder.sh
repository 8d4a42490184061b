systemd-run --quiet --collect --unit=open-infrastructure-certificate-website --property=RuntimeMaxSec=10min open-infrastructure-certificate --early www.example.org example.org || true
packages git jekyll jekyll-theme-minima ruby-jekyll-feed ruby-jekyll-paginate ruby-jekyll-redirect-from ruby-jekyll-seo-tag ruby-jekyll-sitemap
put /etc/sysusers.d/open-infrastructure-site-website.conf 0644 root:root <<'END'
u site-website - "Website website" /var/lib/open-infrastructure/sites/website /usr/sbin/nologin
END
getent passwd site-website >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-site-website.conf
[ "$(getent passwd site-website | cut -d: -f7)" = /usr/sbin/nologin ] || usermod --shell /usr/sbin/nologin site-website
install -d -m 0755 /srv/www /srv/www/website /srv/www/website/releases
install -d -m 0755 /var/lib/open-infrastructure/sites/website /var/lib/open-infrastructure/sites/website/root /var/lib/open-infrastructure/sites/website/work /var/lib/open-infrastructure/sites/website/work/gems
install -d -m 0755 -o site-website -g site-website /var/lib/open-infrastructure/sites/website/fetch
put /etc/open-infrastructure/sites/website.conf 0644 root:root <<'END'
SOURCE=git
REPOSITORY=https://git.example.net/example/website.git
REVISION=main
DIRECTORY=.
GEM_SOURCE=https://rubygems.org
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
put /usr/local/lib/open-infrastructure/site-fetch 0644 root:root <<'END'
#!/bin/sh
# open-infrastructure site-fetch: get a revision and its gems, without running anything of it.
set -eu
cd /fetch
export GIT_DIR=/fetch/repository.git GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 HOME=/nonexistent
git() {
  command git -c protocol.allow=never -c protocol.https.allow=always -c core.hooksPath=/dev/null -c gc.autoDetach=false \
    -c fetch.recurseSubmodules=no -c http.lowSpeedLimit=1000 -c http.lowSpeedTime=60 "$@"
}
fetch() {
  [ -e repository.git/HEAD ] || git init --quiet --bare
  git fetch --quiet --force --depth 1 --no-tags "$REPOSITORY" "$REVISION:refs/published"
}

rm -rf ready next
find . -path './repository.git/*' -name '*.lock' -delete
# What a run that was cut off left behind is not worth repairing.
fetch || { rm -rf repository.git && fetch; }
commit=$(git rev-parse --verify --quiet 'refs/published^{commit}')
settings=$(printf '%s\n' "$REPOSITORY" "$DIRECTORY" "$GEM_SOURCE" | sha256sum | cut -c1-16)
if [ "$(cat fetched 2>/dev/null)" != "$commit $settings" ]; then
  rm -rf fetched source gems
  mkdir next gems
  export GIT_INDEX_FILE=/fetch/index
  git read-tree "$commit"
  git -c core.bare=false --work-tree=/fetch/next checkout-index --all --force
  rm index
  if [ -f "next/$DIRECTORY/Gemfile.lock" ]; then
    ruby /usr/local/lib/open-infrastructure/site-gems.rb "next/$DIRECTORY" gems "$GEM_SOURCE"
  fi
  # All is as old as the revision, so that what is made of it is the same whenever it is made.
  find next -exec touch --no-dereference --date="@$(git show --no-patch --format=%ct "$commit")" {} +
  mv next source
  echo "$commit $settings" >fetched
fi
key=none
if [ -f "source/$DIRECTORY/Gemfile.lock" ]; then
  key=$({ ruby --version && cd "source/$DIRECTORY" && find /fetch/gems Gemfile Gemfile.lock vendor/cache -type f -exec sha256sum {} + | sort; } 2>/dev/null | sha256sum | cut -c1-16)
fi
echo "$commit $key" >.ready
mv .ready ready
END
put /usr/local/lib/open-infrastructure/site-gems.rb 0644 root:root <<'END'
# site-gems.rb SITE TARGET SOURCE: download the gems of SITE/Gemfile.lock that SITE/vendor/cache lacks.
$stdout.sync = true
site, target, source = ARGV
ENV["BUNDLE_GEMFILE"] = File.expand_path("Gemfile", site)
ENV["BUNDLE_APP_CONFIG"] = "/nonexistent"
require "bundler"
require "digest"
require "rubygems/remote_fetcher"

text = File.read(File.join(site, "Gemfile.lock"))
lock = Bundler::LockfileParser.new(text)
checksums = text.scan(/^  (\S+) \((\S+)\) sha256=(\h{64})$/).to_h { |name, version, sum| ["#{name}-#{version}", sum] }
allowed = [source, "https://rubygems.org"].map { |address| address.chomp("/") }
fetcher = Gem::RemoteFetcher.new

lock.specs.each do |spec|
  next if spec.source.is_a?(Bundler::Source::Path) && !spec.source.is_a?(Bundler::Source::Git)
  next unless Gem::Platform.match_gem?(spec.platform, spec.name)
  file = "#{spec.full_name}.gem"
  abort "Gemfile.lock names a strange gem" unless file.match?(/\A[A-Za-z0-9_][A-Za-z0-9._-]*\z/)
  next if File.exist?(File.join(site, "vendor/cache", file))
  abort "#{spec.name} comes from a git repository: keep it in vendor/cache (bundle cache --all)" unless spec.source.is_a?(Bundler::Source::Rubygems)
  strangers = spec.source.remotes.map { |address| address.to_s.chomp("/") } - allowed
  abort "#{spec.name} comes from #{strangers.first}, and only #{allowed.uniq.join(" and ")} may be asked" unless strangers.empty?
  data = fetcher.fetch_path("#{source.chomp("/")}/gems/#{file}")
  sum = checksums[spec.full_name]
  abort "#{file} is not the one that Gemfile.lock has a checksum of" if sum && Digest::SHA256.hexdigest(data) != sum
  File.binwrite(File.join(target, file), data)
  puts "fetched #{file}"
rescue Gem::RemoteFetcher::FetchError => e
  abort "#{file} can't be fetched: #{e.message}"
end
END
put /usr/local/lib/open-infrastructure/site-build 0644 root:root <<'END'
#!/bin/sh
# open-infrastructure site-build gems|pages: run what a repository brings along.
set -eu
export HOME=/work/home JEKYLL_ENV=production LANG=C.UTF-8 TZ=UTC
mkdir -p "$HOME"
cp -R --preserve=timestamps /source /work/source
cd "/work/source/$DIRECTORY"
# Jekyll's idea of now is the revision's date: the same revision makes the same pages.
date --utc --reference=/source '+time: %F %T +0000' >/work/time.yml
for config in _config.yml _config.yaml _config.toml; do
  if [ -e "$config" ]; then break; fi
done
if [ -e "$config" ]; then config=$config,/work/time.yml; else config=/work/time.yml; fi
if [ -f Gemfile.lock ]; then
  # Bundler would go and get the version that wrote the lock.
  BUNDLER_VERSION=$(ruby -r bundler -e 'print Bundler::VERSION')
  export BUNDLER_VERSION BUNDLE_GEMFILE="$PWD/Gemfile" BUNDLE_APP_CONFIG=/work/bundle BUNDLE_USER_HOME=/work/bundle
  export BUNDLE_FROZEN=true BUNDLE_DEPLOYMENT=true BUNDLE_DISABLE_VERSION_CHECK=true
  if [ "$1" = gems ]; then
    mkdir -p vendor/cache
    find /gem-files -name '*.gem' -exec cp -t vendor/cache {} +
    export BUNDLE_PATH=/work/gems
    bundle install --local || {
      command -v make >/dev/null && [ -e "$(ruby -e 'print RbConfig::CONFIG["rubyhdrdir"]')/ruby.h" ] ||
        echo 'gems with parts in C need a compiler: set buildPackages to ["build-essential", "ruby-dev"]' >&2
      exit 1
    }
  else
    export BUNDLE_PATH=/installed/gems
    bundle exec jekyll build --config "$config" --source . --destination /work/site
  fi
else
  # A Gemfile without a lock is a wish list; Debian's Jekyll doesn't go shopping.
  export JEKYLL_NO_BUNDLER_REQUIRE=true
  jekyll build --config "$config" --source . --destination /work/site
fi
touch /work/done
END
put /etc/systemd/system/open-infrastructure-site-website-fetch.service 0644 root:root <<'END'
[Unit]
Description=Fetch the website website
After=network-online.target
Wants=network-online.target
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=site-website
EnvironmentFile=/etc/open-infrastructure/sites/website.conf
# Whether it did its work is known by what it leaves behind.
ExecStart=-/bin/sh /usr/local/lib/open-infrastructure/site-fetch
TimeoutStartSec=15min
MemoryMax=768M
MemorySwapMax=0
TasksMax=128
LimitFSIZE=2000M
LimitCORE=0
Nice=10
CPUWeight=20
IOWeight=20
OOMPolicy=stop
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
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
# Not the cloud's metadata.
IPAddressDeny=link-local multicast
RootDirectory=/var/lib/open-infrastructure/sites/website/root
BindReadOnlyPaths=/usr /bin /sbin /lib -/lib64 /etc/ld.so.cache /etc/alternatives -/var/lib/gems
PrivateUsers=yes
ProcSubset=pid
BindReadOnlyPaths=/etc/ssl /etc/resolv.conf /etc/hosts /etc/nsswitch.conf -/etc/gai.conf -/usr/local/share/ca-certificates
BindPaths=/var/lib/open-infrastructure/sites/website/fetch:/fetch
UMask=0022
END
put /etc/systemd/system/open-infrastructure-site-website-build@.service 0644 root:root <<'END'
[Unit]
Description=Build the website website, %i
OnFailure=open-infrastructure-notify@%N.service

[Service]
Type=oneshot
User=site-website
EnvironmentFile=/etc/open-infrastructure/sites/website.conf
# Whether it did its work is known by what it leaves behind.
ExecStart=-/bin/sh /usr/local/lib/open-infrastructure/site-build %i
TimeoutStartSec=15min
MemoryMax=768M
MemorySwapMax=0
TasksMax=128
LimitFSIZE=2000M
LimitCORE=0
Nice=10
CPUWeight=20
IOWeight=20
OOMPolicy=stop
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
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
CapabilityBoundingSet=
UMask=0077
PrivateNetwork=yes
RootDirectory=/var/lib/open-infrastructure/sites/website/root
BindReadOnlyPaths=/usr /bin /sbin /lib -/lib64 /etc/ld.so.cache /etc/alternatives -/var/lib/gems
PrivateUsers=yes
ProcSubset=pid
BindReadOnlyPaths=/var/lib/open-infrastructure/sites/website/fetch/source:/source /var/lib/open-infrastructure/sites/website/fetch/gems:/gem-files /var/lib/open-infrastructure/sites/website/work/gems:/installed
BindPaths=/var/lib/open-infrastructure/sites/website/work/%i:/work
# Languages that compile while they run.
MemoryDenyWriteExecute=no
UMask=0022
END
put /etc/systemd/system/open-infrastructure-site-website.timer 0644 root:root <<'END'
[Unit]
Description=Look for a new revision of the website website
OnFailure=open-infrastructure-notify@%N.service

[Timer]
OnBootSec=1min
OnUnitInactiveSec=15min
RandomizedDelaySec=30s
Unit=open-infrastructure-site-website.service

[Install]
WantedBy=timers.target
END
put /etc/systemd/system/open-infrastructure-site-website.path 0644 root:root <<'END'
[Unit]
Description=Publish the website website when asked to
OnFailure=open-infrastructure-notify@%N.service

[Path]
PathModified=/var/log/nginx/open-infrastructure-site-website.hook
Unit=open-infrastructure-site-website.service

[Install]
WantedBy=multi-user.target
END
drop /etc/open-infrastructure/authorized_keys/site-website
if changed /etc/systemd/system/open-infrastructure-site-website; then
  systemctl daemon-reload
  systemctl try-restart open-infrastructure-site-website.timer open-infrastructure-site-website.path
fi