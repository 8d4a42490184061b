import * as pulumi from "@pulumi/pulumi";
import { demand, httpsUrl, type Rule } from "./validate";

/** A release as arguments give it. */
interface ReleaseArgs {
  version: string;
  sha256: string;
  url?: string;
}

const sha256: Rule<string> = {
  allowed: "the 64 hexadecimal digits of a SHA-256",
  accepts: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
};

/** What a reference to an image with tag and digest says: `NAME:TAG@sha256:DIGEST`. */
export function imageRelease(reference: string): { name: string; version: string; sha256: string } {
  const [, name, version, sha256] = /^(.+):v?([^:@]+)@sha256:([0-9a-f]{64})$/.exec(reference) ?? [];
  if (name === undefined || version === undefined || sha256 === undefined)
    throw new Error(`${reference} is no image with its tag and its digest`);
  return { name, version, sha256 };
}

/** The release that is given, or else the one this library knows, once it is known to be one. `outdated` says what speaks against the latter. */
export function chosenRelease(
  resource: pulumi.Resource,
  { release: given, mirror }: { release?: ReleaseArgs; mirror?: string },
  standard: ReleaseArgs,
  { version, outdated }: { version: Rule<string>; outdated: string | undefined },
): ReleaseArgs {
  if (given === undefined && outdated !== undefined)
    void pulumi.log.warn(
      `${outdated}: give release its version and its sha256, which its publisher states beside it`,
      resource,
    );
  const release = given ?? standard;
  demand(resource, "release.version", release.version, version);
  demand(resource, "release.sha256", release.sha256, sha256);
  if (given?.url !== undefined) demand(resource, "release.url", given.url, httpsUrl);
  if (mirror !== undefined) demand(resource, "mirror", mirror, httpsUrl);
  return release;
}
