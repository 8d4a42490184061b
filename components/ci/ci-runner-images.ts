import { putText } from "../remote/file";
import { quote } from "../remote/shell";
import type { CiRunnerImageArgs } from "./ci-runner-args";

/** Where the files of an image are. */
function directory(name: string): string {
  return `/etc/open-infrastructure/images/${name.replace(/[^a-z0-9.-]/g, "_")}`;
}

/** Script: images, each built if a file of it changed or if it is gone. A build that fails leaves the image of before. */
export function imagesScript(images: CiRunnerImageArgs[]): string {
  return `build() {
  if changed "$2/" || ! docker image inspect "$1" >/dev/null 2>&1; then
    # The image of before would otherwise pile up with every build.
    DOCKER_BUILDKIT=0 docker build --force-rm --label open-infrastructure.keep=yes --tag "$1" "$2" || fail "the image $1 can't be built"
  fi
}
${images.map(imageScript).join("\n")}`;
}

function imageScript({ name, dockerfile, files = {} }: CiRunnerImageArgs): string {
  const home = directory(name);
  const paths = ["Dockerfile", ...Object.keys(files)];
  return `${putText({ path: `${home}/Dockerfile`, content: dockerfile })}
${Object.entries(files)
  .map(([path, content]) =>
    putText({ path: `${home}/${path}`, content, mode: content.startsWith("#!") ? "0755" : "0644" }),
  )
  .join("\n")}
find ${home} -type f ${paths.map((path) => `! -path ${quote(`${home}/${path}`)}`).join(" ")} | while read -r path; do drop "$path"; done
build ${quote(name)} ${home}`;
}
