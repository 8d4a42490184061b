import { imageRelease } from "../release";
import { quote } from "../remote/shell";

/** A program that its makers publish as an archive, or in the directory /bin of an image. */
export interface Release {
  /** Name of the program, and of its file. */
  program: string;
  version: string;
  /** Of the archive, or the image's digest. */
  sha256: string;
  /** Of an archive; an image is `docker://NAME@sha256:DIGEST`. */
  url: string;
}

const programs = "/usr/local/lib/open-infrastructure";

/** Woodpecker's programs that are installed unless `release` says otherwise. A version whose digest was not seen twice has no place here. */
const images = {
  "woodpecker-server":
    // renovate: datasource=docker
    "docker.io/woodpeckerci/woodpecker-server:v3.17.0@sha256:23bdea05bc35ce150d9ba768889c3f00b3a618785c85b268e8fbf9b06d5a21e0",
  "woodpecker-agent":
    // renovate: datasource=docker
    "docker.io/woodpeckerci/woodpecker-agent:v3.17.0@sha256:03c7b1f7b2156d00fdf4c30da77ac2bfe88d09ed818ea4627f82835ad81a98c9",
};

/** A program of Woodpecker's. */
export type WoodpeckerProgram = keyof typeof images;

/** The release of a program of Woodpecker's that is installed unless `release` says otherwise, from its published image. */
export function standardRelease(program: WoodpeckerProgram): Release {
  const { name, version, sha256 } = imageRelease(images[program]);
  return { program, version, sha256, url: `docker://${name}@sha256:${sha256}` };
}

/** The link to the version of a program that is in use. */
export function programLink({ program }: { program: string }): string {
  return `${programs}/${program}`;
}

/** Where the version of a program that is in use is. */
export function programPath({ program }: { program: string }): string {
  return `${programs}/${program}/${program}`;
}

/** Where this very release is. */
function home({ program, version, sha256 }: Release): string {
  return `${program}-${version}-${sha256.slice(0, 8)}`;
}

/**
 * The part of a step that puts a published program beside the one in use: downloaded, judged by its checksum or digest, then moved
 * into place. `$used` and `$wanted` are left as the names of the two; an older version than what is in use is refused.
 */
export function fetchRelease(release: Release): string {
  const { program, version } = release;
  const wanted = `${programs}/${home(release)}`;
  return `wanted=${home(release)}
used=$(readlink ${programs}/${program} || true)
before=$(echo "$used" | sed 's/^${program}-//; s/-.*//')
if [ -n "$before" ] && dpkg --compare-versions ${version} lt "$before"; then
  fail "${program} $before is in use, an older version can't read its data: ${version} is refused"
fi
if [ ! -x ${wanted}/${program} ]; then
  fetched=$(mktemp -d)
${release.url.startsWith("docker://") ? fromImage(release) : fromArchive(release)}
  rm -rf ${wanted} ${wanted}.new
  install -D -m 0755 "$fetched/${program}" ${wanted}.new/${program}
  mv -T ${wanted}.new ${wanted}
  rm -rf "$fetched"
fi`;
}

function fromArchive({ program, version, sha256, url }: Release): string {
  return `  curl -fsSL --proto =https --retry 5 --retry-connrefused --connect-timeout 30 --max-time 1800 -o "$fetched/archive" ${quote(url)} ||
    fail "${program} ${version} can't be downloaded from ${url}"
  echo "${sha256}  $fetched/archive" | sha256sum --check --quiet ||
    fail "${program} ${version} from ${url} has another checksum than release.sha256: nothing was changed"
  tar -xzf "$fetched/archive" -C "$fetched" --no-same-owner ${program}`;
}

function fromImage({ program, url }: Release): string {
  return `  packages skopeo umoci
  # The digest says what is wanted; no policy file is needed to judge it.
  skopeo --insecure-policy copy --quiet --retry-times 5 ${quote(url)} "oci:$fetched/image:${program}" ||
    fail "the image ${url.replace("docker://", "")} can't be fetched"
  umoci unpack --image "$fetched/image:${program}" "$fetched/bundle"
  mv "$fetched/bundle/rootfs/bin/${program}" "$fetched/${program}"`;
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
