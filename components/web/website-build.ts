/**
 * Programs that turn a revision of a repository into pages. They run in sandboxes that see nothing of the machine but
 * Debian's programs and one directory of the site. The one with a network executes nothing of what it fetched; the one
 * that executes it has no network.
 */

/** Fetches the revision into `/fetch/source`, and the gems it is locked to into `/fetch/gems`. Ends with `/fetch/ready`: commit and key of the gems. */
export const fetchProgram = `#!/bin/sh
# open-infrastructure site-fetch: get a revision and its gems, without running anything of it.
set -eu
cd /fetch
export GIT_DIR=/fetch/repository.git GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 HOME=/nonexistent
git() {
  command git -c protocol.allow=never -c protocol.https.allow=always -c core.hooksPath=/dev/null -c gc.autoDetach=false \\
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
settings=$(printf '%s\\n' "$REPOSITORY" "$DIRECTORY" "$GEM_SOURCE" | sha256sum | cut -c1-16)
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
`;

/** Downloads what a Gemfile.lock names and the repository doesn't carry itself. Reads the lock as data: a Gemfile is a program. */
export const gemsProgram = `# site-gems.rb SITE TARGET SOURCE: download the gems of SITE/Gemfile.lock that SITE/vendor/cache lacks.
$stdout.sync = true
site, target, source = ARGV
ENV["BUNDLE_GEMFILE"] = File.expand_path("Gemfile", site)
ENV["BUNDLE_APP_CONFIG"] = "/nonexistent"
require "bundler"
require "digest"
require "rubygems/remote_fetcher"

text = File.read(File.join(site, "Gemfile.lock"))
lock = Bundler::LockfileParser.new(text)
checksums = text.scan(/^  (\\S+) \\((\\S+)\\) sha256=(\\h{64})$/).to_h { |name, version, sum| ["#{name}-#{version}", sum] }
allowed = [source, "https://rubygems.org"].map { |address| address.chomp("/") }
fetcher = Gem::RemoteFetcher.new

lock.specs.each do |spec|
  next if spec.source.is_a?(Bundler::Source::Path) && !spec.source.is_a?(Bundler::Source::Git)
  next unless Gem::Platform.match_gem?(spec.platform, spec.name)
  file = "#{spec.full_name}.gem"
  abort "Gemfile.lock names a strange gem" unless file.match?(/\\A[A-Za-z0-9_][A-Za-z0-9._-]*\\z/)
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
`;

/** Runs the repository's own programs: `gems` installs its gems into `/work/gems`, `pages` builds the site into `/work/site`. A finished run leaves `/work/done`. */
export const buildProgram = `#!/bin/sh
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
`;
