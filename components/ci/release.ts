import { quote } from "../remote/shell";

/** A program that its makers publish as an archive. */
export interface Release {
  /** Name of the program, and of the file in the archive. */
  program: string;
  version: string;
  sha256: string;
  url: string;
}

const programs = "/usr/local/lib/open-infrastructure";

/** Where the version of a program that is in use is. */
export function programPath({ program }: { program: string }): string {
  return `${programs}/${program}/${program}`;
}

/** Where this very release is. */
function home({ program, version, sha256 }: Release): string {
  return `${program}-${version}-${sha256.slice(0, 8)}`;
}

/**
 * The part of a step that puts a published program beside the one in use: downloaded, judged by its checksum, then moved into
 * place. `$used` and `$wanted` are left as the names of the two; an older version than what is in use is refused.
 */
export function fetchRelease(release: Release): string {
  const { program, version, sha256, url } = release;
  const wanted = `${programs}/${home(release)}`;
  return `wanted=${home(release)}
used=$(readlink ${programs}/${program} || true)
before=$(echo "$used" | sed 's/^${program}-//; s/-.*//')
if [ -n "$before" ] && dpkg --compare-versions ${version} lt "$before"; then
  fail "${program} $before is in use, an older version can't read its data: ${version} is refused"
fi
if [ ! -x ${wanted}/${program} ]; then
  fetched=$(mktemp -d)
  curl -fsSL --proto =https --retry 5 --retry-connrefused --connect-timeout 30 --max-time 1800 -o "$fetched/archive" ${quote(url)} ||
    fail "${program} ${version} can't be downloaded from ${url}"
  echo "${sha256}  $fetched/archive" | sha256sum --check --quiet ||
    fail "${program} ${version} from ${url} has another checksum than release.sha256: nothing was changed"
  tar -xzf "$fetched/archive" -C "$fetched" --no-same-owner ${program}
  rm -rf ${wanted} ${wanted}.new
  install -D -m 0755 "$fetched/${program}" ${wanted}.new/${program}
  mv -T ${wanted}.new ${wanted}
  rm -rf "$fetched"
fi`;
}

/** The part of a step that takes what was fetched into use, in one rename; \`$1\` is its name. What was in use before is kept, nothing older. */
export function useRelease({ program }: { program: string }): string {
  return `use() {
  [ "$(readlink ${programs}/${program})" != "$1" ] || return 0
  note ${programs}/${program}
  ln -sfn "$1" ${programs}/${program}.new
  mv -fT ${programs}/${program}.new ${programs}/${program}
  find ${programs} -maxdepth 1 -name '${program}-*' ! -name "$wanted" ! -name "\${used:-none}" -exec rm -rf {} +
}
use "$wanted"`;
}
