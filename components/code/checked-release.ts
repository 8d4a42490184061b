import type * as pulumi from "@pulumi/pulumi";
import { chosenRelease } from "../release";
import { mirrored } from "../remote/mirrored";
import { refuse, type Rule } from "../validate";
import type { CodeHostingArgs } from "./code-hosting-args";
import { type CodeHostingSoftware, firstSafeGogs, published, type Release, releases } from "./releases";

const version: Rule<string> = {
  allowed: 'a released version such as "15.0.9"',
  accepts: (value) => typeof value === "string" && /^\d{1,3}(\.\d{1,3}){2}(-\d{1,3})?$/.test(value),
};

/** The release to install, once it is known that it may be. */
export function checkedRelease(
  resource: pulumi.Resource,
  software: CodeHostingSoftware,
  args: CodeHostingArgs,
): Release {
  const { newer, ...standard } = releases[software];
  const outdated =
    newer && `${software} ${standard.version} is what this library has a checksum for, and ${newer} is out`;
  const release = chosenRelease(resource, args, standard, { version, outdated });
  if (software === "gogs" && older(release.version, firstSafeGogs) && args.acceptKnownVulnerabilities !== true)
    refuse(
      resource,
      `release.version must be ${firstSafeGogs} or later, got ${release.version}: whoever has an account on an older Gogs can take over the machine (CVE-2025-8110, CVE-2026-52806, both exploited); acceptKnownVulnerabilities accepts that`,
    );
  return { ...release, url: release.url ?? mirrored(published[software](release.version), args.mirror) };
}

/** Whether a version comes before another. */
export function older(version: string, other: string): boolean {
  const [left, right] = [version, other].map((text) => text.split(/[.-]/).map(Number));
  const index = right!.findIndex((part, position) => part !== (left![position] ?? 0));
  return index >= 0 && (left![index] ?? 0) < right![index]!;
}
