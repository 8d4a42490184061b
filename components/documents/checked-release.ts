import type * as pulumi from "@pulumi/pulumi";
import { chosenRelease } from "../release";
import { mirrored } from "../remote/mirrored";
import type { Rule } from "../validate";
import type { DocumentsArgs } from "./documents-args";
import { type DocumentsSoftware, published, type Release, releases } from "./releases";

const version: Rule<string> = {
  allowed: 'a released version such as "32.0.15"',
  accepts: (value) => typeof value === "string" && /^\d{1,3}(\.\d{1,3}){2}$/.test(value),
};

/** The release to install, once it is known to be one. Whether it may follow what is there, the machine knows. */
export function checkedRelease(resource: pulumi.Resource, software: DocumentsSoftware, args: DocumentsArgs): Release {
  const { newer, ...standard } = releases[software];
  const known = `${software} ${standard.version} is what this library has a checksum for`;
  const outdated = newer && `${known}, and gets no corrections any more, while ${newer} is out`;
  const release = chosenRelease(resource, args, standard, { version, outdated });
  return { ...release, url: release.url ?? mirrored(published[software](release.version), args.mirror) };
}
