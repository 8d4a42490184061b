import type * as pulumi from "@pulumi/pulumi";
import { chosenRelease } from "../release";
import { mirrored } from "../remote/mirrored";
import { demand, type Rule } from "../validate";
import type { DocumentsArgs } from "./documents-args";
import { DocumentsSoftware, published, type Release, releases } from "./releases";

const version: Rule<string> = {
  allowed: 'a released version such as "33.0.9"',
  accepts: (value) => typeof value === "string" && /^\d{1,3}(\.\d{1,3}){2}$/.test(value),
};

const image: Rule<string> = {
  allowed: 'an image in a registry, without tag and digest, such as "https://registry.example.org/owncloud/server"',
  accepts: (value) => typeof value === "string" && /^https:\/\/[^/]+(\/[a-z0-9._-]+)+$/.test(value),
};

/** The release to install, once it is known to be one. Whether it may follow what is there, the machine knows. */
export function checkedRelease(
  resource: pulumi.Resource,
  software: DocumentsSoftware,
  args: DocumentsArgs,
  now = new Date(),
): Release {
  const { until, ...standard } = releases[software];
  const ended = until !== undefined && now > new Date(until);
  const outdated = ended
    ? `${software} ${standard.version} is what this library has a checksum for, and its major version gets no corrections since ${until}; there is a newer one`
    : undefined;
  if (software === DocumentsSoftware.OwnCloud && args.release?.url !== undefined)
    demand(resource, "release.url", args.release.url, image);
  const release = chosenRelease(resource, args, standard, { version, outdated });
  return { ...release, url: release.url ?? mirrored(published[software](release.version), args.mirror) };
}
