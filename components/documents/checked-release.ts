import * as pulumi from "@pulumi/pulumi";
import { mirrored } from "../remote/mirrored";
import { demand, httpsUrl, type Rule } from "../validate";
import type { DocumentsArgs } from "./documents-args";
import { type DocumentsSoftware, published, type Release, releases } from "./releases";

const version: Rule<string> = {
  allowed: 'a released version such as "32.0.15"',
  accepts: (value) => typeof value === "string" && /^\d{1,3}(\.\d{1,3}){2}$/.test(value),
};

const sha256: Rule<string> = {
  allowed: "the 64 hexadecimal digits of a SHA-256",
  accepts: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
};

/** The release to install, once it is known to be one. Whether it may follow what is there, the machine knows. */
export function checkedRelease(
  resource: pulumi.Resource,
  software: DocumentsSoftware,
  { release: given, mirror }: DocumentsArgs,
): Release {
  const { newer, ...standard } = releases[software];
  if (given === undefined && newer !== undefined)
    void pulumi.log.warn(
      `${software} ${standard.version} is what this library has a checksum for, and gets no corrections any more, while ${newer} is out: give release its version and its sha256, which its publisher states beside it`,
      resource,
    );
  const release = given ?? standard;
  demand(resource, "release.version", release.version, version);
  demand(resource, "release.sha256", release.sha256, sha256);
  if (given?.url !== undefined) demand(resource, "release.url", given.url, httpsUrl);
  if (mirror !== undefined) demand(resource, "mirror", mirror, httpsUrl);
  const url = given?.url ?? mirrored(published[software](release.version), mirror);
  return { version: release.version, sha256: release.sha256, url };
}
