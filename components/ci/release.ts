import { quote } from "../remote/shell";

/** A program that its makers publish as an archive. */
export interface Release {
  /** Name of the program, and of the file in the archive. */
  program: string;
  version: string;
  sha256: string;
  url: string;
}

/** Where the version of a program that is in use is. */
export function programPath({ program }: { program: string }): string {
  return `/usr/local/lib/open-infrastructure/${program}/${program}`;
}

/**
 * The part of a step that puts a published program beside the one in use: downloaded, judged by its checksum, then moved into
 * place. `wanted` and `used` are left as the two versions; an older one than what is in use is refused.
 */
export function fetchRelease({ program, version, sha256, url }: Release): string {
  const home = `/usr/local/lib/open-infrastructure/${program}`;
  return `wanted=${version}
used=$(readlink ${home} | sed 's/.*-//' || true)
if [ -n "$used" ] && dpkg --compare-versions "$wanted" lt "$used"; then
  fail "${program} $used is in use, an older version can't read its data: ${version} is refused"
fi
if [ ! -x ${home}-${version}/${program} ]; then
  fetched=$(mktemp -d)
  curl -fsSL --proto =https --retry 5 --retry-all-errors --connect-timeout 30 --max-time 1800 -o "$fetched/archive" ${quote(url)} ||
    fail "${program} ${version} can't be downloaded from ${url}"
  echo "${sha256}  $fetched/archive" | sha256sum --check --quiet ||
    fail "${program} ${version} from ${url} has another checksum than release.sha256: nothing was changed"
  tar -xzf "$fetched/archive" -C "$fetched" --no-same-owner ${program}
  rm -rf ${home}-${version} ${home}-${version}.new
  install -D -m 0755 "$fetched/${program}" ${home}-${version}.new/${program}
  mv -T ${home}-${version}.new ${home}-${version}
  rm -rf "$fetched"
fi`;
}

/** The part of a step that takes the version that was put there into use, in one rename. */
export function useRelease({ program, version }: Release): string {
  const home = `/usr/local/lib/open-infrastructure/${program}`;
  return `if [ "$used" != ${version} ]; then
  note ${home}
  ln -sfn ${program}-${version} ${home}.new
  mv -fT ${home}.new ${home}
fi`;
}
