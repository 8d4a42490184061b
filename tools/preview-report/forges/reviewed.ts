import { Failure, Status } from "../failure";
import { digestOf, seal, sealHolds } from "./envelope";
import type { Forge, Place } from "./forge";
import { mine } from "./keep";

/** The variable with the key that seals digests. */
export const sealVariable = "PREVIEW_REPORT_SEAL";

/**
 * The seal of a digest, bound to the pull request and the comment it stands in. On most forges whoever may write to a
 * repository may edit everybody's comments, or let a build comment under the same name: a name alone proves nothing.
 */
export function sealFor(secret: string, digest: string, { url, repository, pullRequest }: Place, key: string): string {
  return seal(secret, digest, url, repository, pullRequest, key);
}

/** The key of seals, if there is one. */
export function sealKey(env: Record<string, string | undefined>): string | undefined {
  const secret = env[sealVariable];
  if (secret === undefined || secret === "") return undefined;
  if (secret.length >= 32) return secret;
  throw new Failure(Status.usage, `${sealVariable} is too short to be a key: openssl rand -hex 32 makes one`);
}

/** Reads the digest out of our own comment, if its seal is right. */
export async function reviewedDigest(
  forge: Forge,
  place: Place,
  key: string,
  secret: string | undefined,
): Promise<string> {
  if (secret === undefined) {
    const why = "without it, whoever may edit comments could say what was reviewed";
    throw new Failure(Status.usage, `${sealVariable} isn't set: ${why}`);
  }
  const [comment] = mine(await forge.listComments(), await forge.self(), key);
  if (comment === undefined)
    throw new Failure(Status.differs, `nothing was reviewed: ${forge.page} has no comment of ours for ${key}`);
  const found = digestOf(comment.body);
  if (found?.seal === undefined || !sealHolds(found.seal, sealFor(secret, found.digest, place, key)))
    throw new Failure(
      Status.differs,
      `what was reviewed isn't known: our comment at ${forge.page} carries no digest with a seal of this key`,
    );
  return found.digest;
}
