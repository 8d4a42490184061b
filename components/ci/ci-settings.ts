import * as pulumi from "@pulumi/pulumi";
import { administrators, checkedPeople } from "../people";
import { mirrored } from "../remote/mirrored";
import { checked, demand, directory, domainName, httpsUrl, oneOf, plainName, refuse, yesOrNo } from "../validate";
import { CiSoftware, type CiReleaseArgs, type ContinuousIntegrationArgs } from "./ci-args";
import { forgeAccount, pinnedImage, releaseVersion, serverUrl, sha256 } from "./ci-rules";
import { type Release, standardRelease, type WoodpeckerProgram } from "./release";

/** What a server is to be, once it is known and allowed. */
export interface CiSettings {
  name: string;
  software: CiSoftware;
  domain: string;
  /** Without a slash at the end. */
  forge: { software: string; url: string; adminUser: string | undefined; requireSignIn: boolean };
  /** Accounts at the forge. */
  administrators: string[];
  open: boolean;
  /** Where the machine keeps the data of all services. */
  dataDirectory: string;
  /** Woodpecker's program. */
  release: Release | undefined;
  /** Drone's image. */
  image: string | undefined;
}

/** Forges that each software speaks to. */
const forges: Record<CiSoftware, Record<string, string>> = {
  [CiSoftware.Woodpecker]: { Forgejo: "forgejo", Gitea: "gitea" },
  [CiSoftware.Drone]: { Gogs: "gogs", Gitea: "gitea" },
};

/** The settings of a server; a plain input that is not allowed is refused at once. */
export function checkedCi(
  resource: pulumi.Resource,
  name: string,
  args: ContinuousIntegrationArgs,
): pulumi.Output<CiSettings> {
  const { software = CiSoftware.Woodpecker, forge } = args;
  demand(resource, "name", name, plainName);
  demand(resource, "software", software, oneOf(CiSoftware));
  const drone = software === CiSoftware.Drone;
  if (!drone && args.image !== undefined) refuse(resource, "image is for drone, woodpecker has release");
  if (drone && args.release !== undefined) refuse(resource, "release is for woodpecker, drone has image");
  if (drone && args.image === undefined)
    refuse(resource, 'image is needed for drone, with its digest: "docker.io/drone/drone@sha256:…"');
  if (drone && forge.adminUser === undefined)
    refuse(resource, "forge.adminUser is needed for drone, which builds in somebody's name");
  const people = administrators(checkedPeople(resource, args.people)).map((person) => person.name);
  const adminUser =
    forge.adminUser === undefined ? undefined : checked(resource, "forge.adminUser", forge.adminUser, forgeAccount);
  return pulumi
    .output({
      domain: checked(resource, "domain", args.domain, domainName),
      forgeSoftware: checked(resource, "forge.software", forge.software, {
        ...oneOf(forges[software]),
        allowed: `one of ${Object.values(forges[software]).join(", ")} with ${software}`,
      }),
      url: checked(resource, "forge.url", forge.url, serverUrl),
      adminUser,
      requireSignIn: checked(resource, "forge.requireSignIn", forge.requireSignIn ?? false, yesOrNo),
      open: checked(resource, "open", args.open ?? false, yesOrNo),
      dataDirectory: checked(resource, "dataDirectory", args.dataDirectory ?? "/srv/data", directory),
      release: drone ? undefined : checkedRelease(resource, "woodpecker-server", args),
      image: drone ? checked(resource, "image", args.image!, pinnedImage) : undefined,
    })
    .apply((known) => ({
      name,
      software,
      domain: known.domain,
      forge: {
        software: known.forgeSoftware,
        url: known.url.replace(/\/$/, ""),
        adminUser: known.adminUser,
        requireSignIn: known.requireSignIn,
      },
      administrators: [...new Set([...(known.adminUser === undefined ? [] : [known.adminUser]), ...people])],
      open: known.open,
      dataDirectory: known.dataDirectory,
      release: known.release,
      image: known.image,
    }));
}

const published = "https://github.com/woodpecker-ci/woodpecker/releases/download";

/** A program of Woodpecker's, and where it is downloaded. */
export function checkedRelease(
  resource: pulumi.Resource,
  program: WoodpeckerProgram,
  { release, mirror }: { release?: CiReleaseArgs; mirror?: pulumi.Input<string> },
): pulumi.Output<Release> {
  if (release === undefined) return pulumi.output(standardRelease(program));
  return pulumi
    .output({
      version: checked(resource, "release.version", release.version, releaseVersion),
      sha256: checked(resource, "release.sha256", release.sha256, sha256),
      url: release.url === undefined ? undefined : checked(resource, "release.url", release.url, httpsUrl),
      mirror: mirror === undefined ? undefined : checked(resource, "mirror", mirror, httpsUrl),
    })
    .apply(({ version, sha256: digest, url, mirror: base }) => {
      const address = url ?? `${published}/v${version}/${program}_linux_amd64.tar.gz`;
      return { program, version, sha256: digest, url: mirrored(address, base) };
    });
}
