import { logicalLines } from "./commands";

const digest = /@sha256:(?:[0-9a-f]{64}$|\$)/;
/** Options of `docker run` and `docker create` that stand alone; every other one takes a value. */
const alone =
  /^(?:-[ditqP]+|--(?:rm|detach|interactive|tty|init|quiet|privileged|read-only|publish-all|no-healthcheck|oom-kill-disable|sig-proxy)|--[a-z-]+=.*)$/;

/** Images that a text fetches by a name whose content may change. Those of `localhost/` are never fetched. */
export function unpinnedImages(text: string): string[] {
  const named = [
    ...copied(text),
    ...run(text),
    ...(/\b(?:docker|podman)\s+(?:image\s+)?build\b/.test(text) ? built(text) : []),
  ];
  const wrong = new Set(named.filter((image) => !digest.test(image) && !/^["']?(?:\$|localhost\/)/.test(image)));
  return [...wrong].map((image) => `takes the image ${image} without its digest`);
}

/** `skopeo copy docker://IMAGE`, and the like. */
function copied(text: string): string[] {
  return [...text.matchAll(/docker:\/\/([^\s"']+)/g)].map(([, image = ""]) => image);
}

/** `docker pull IMAGE`, `docker run OPTIONS IMAGE`. */
function run(text: string): string[] {
  return logicalLines(text).flatMap((line) =>
    [...line.matchAll(/\b(?:docker|podman)\s+(?:image\s+|container\s+)?(pull|run|create)\s+([^|;&]*)/g)].flatMap(
      ([, , rest = ""]) => operand(rest.trim().split(/\s+/)),
    ),
  );
}

function operand([word, ...rest]: string[]): string[] {
  if (word === undefined || word === "") return [];
  if (!word.startsWith("-")) return [word.replaceAll(/^["']|["']$/g, "")];
  return operand(alone.test(word) ? rest : rest.slice(1));
}

/** `FROM IMAGE` of a Dockerfile, but for stages of its own. */
function built(text: string): string[] {
  const stages = [...text.matchAll(/^FROM\s.*\sAS\s+(\S+)/gim)].map(([, name]) => name);
  return [...text.matchAll(/^FROM\s+(?:--platform=\S+\s+)?([a-z0-9][^\s]*)\s*(?:\sAS\s.*)?$/gim)]
    .map(([, image = ""]) => image)
    .filter((image) => image !== "scratch" && !stages.includes(image));
}
