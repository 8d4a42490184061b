import { mirrorDirectory } from "../../rehearsal/mirror/folder";
import { forgejo, releasesIn } from "../../rehearsal/mirror/releases";

/** Which forge a test is about: in what version it is installed, and to which it is upgraded. */
export interface Forge {
  software: "forgejo" | "gitea";
  version: string;
  next: string;
  /** Where the first of them is published. */
  url: string;
}

/** The Forgejo of the mirror folder, in its last two versions, otherwise the Gitea that is made here. */
export function forgeToTry(): Forge {
  const [next, first = next] = releasesIn(mirrorDirectory(), forgejo, "publisher").reverse();
  if (next !== undefined && first !== undefined)
    return { software: "forgejo", version: first.version, next: next.version, url: `https://${first.path}` };
  const version = "1.26.0";
  const url = `https://dl.gitea.com/gitea/${version}/gitea-${version}-linux-amd64`;
  return { software: "gitea", version, next: "1.26.1", url };
}
