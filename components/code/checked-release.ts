import * as pulumi from "@pulumi/pulumi";
import { mirrored } from "../remote/mirrored";
import { demand, httpsUrl, refuse, type Rule } from "../validate";
import type { CodeHostingArgs } from "./code-hosting-args";
import { type CodeHostingSoftware, firstSafeGogs, published, type Release, releases } from "./releases";

const version: Rule<string> = {
  allowed: 'a released version such as "15.0.9"',
  accepts: (value) => typeof value === "string" && /^\d{1,3}(\.\d{1,3}){2}(-\d{1,3})?$/.test(value),
};

const sha256: Rule<string> = {
  allowed: "the 64 hexadecimal digits of a SHA-256",
  accepts: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
};

/** The release to install, once it is known that it may be. */
export function checkedRelease(
  resource: pulumi.Resource,
  software: CodeHostingSoftware,
  { release: given, mirror, acceptKnownVulnerabilities }: CodeHostingArgs,
): Release {
  const { newer, ...standard } = releases[software];
  if (given === undefined && newer !== undefined)
    void pulumi.log.warn(
      `${software} ${standard.version} is what this library has a checksum for, and ${newer} is out: give release its version and its sha256, which its publisher states beside it`,
      resource,
    );
  const release = given ?? standard;
  demand(resource, "release.version", release.version, version);
  demand(resource, "release.sha256", release.sha256, sha256);
  if (given?.url !== undefined) demand(resource, "release.url", given.url, httpsUrl);
  if (mirror !== undefined) demand(resource, "mirror", mirror, httpsUrl);
  if (software === "gogs" && older(release.version, firstSafeGogs) && acceptKnownVulnerabilities !== true)
    refuse(
      resource,
      `release.version must be ${firstSafeGogs} or later, got ${release.version}: whoever has an account on an older Gogs can take over the machine (CVE-2025-8110, CVE-2026-52806, both exploited); acceptKnownVulnerabilities accepts that`,
    );
  const url = given?.url ?? mirrored(published[software](release.version), mirror);
  return { version: release.version, sha256: release.sha256, url };
}

/** Whether a version comes before another. */
export function older(version: string, other: string): boolean {
  const [left, right] = [version, other].map((text) => text.split(/[.-]/).map(Number));
  const index = right!.findIndex((part, position) => part !== (left![position] ?? 0));
  return index >= 0 && (left![index] ?? 0) < right![index]!;
}
