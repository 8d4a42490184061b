import type * as pulumi from "@pulumi/pulumi";
import type { PersonArgs } from "../people";
import type { HostConnectionArgs } from "../remote/connection";

/** What builds. */
export const CiSoftware = {
  /** Woodpecker, for Forgejo and Gitea. Free software. */
  Woodpecker: "woodpecker",
  /** Drone, for Gogs and Gitea. Its licence is free of charge for small organisations only, and it is maintained no more than it must be. */
  Drone: "drone",
} as const;

/** What builds. */
export type CiSoftware = (typeof CiSoftware)[keyof typeof CiSoftware];

/** The code hosting that builds belong to. */
export interface CiForgeArgs {
  /** Its software: `forgejo`, `gitea` or `gogs`, usually the `software` of a CodeHosting. */
  software: pulumi.Input<string>;
  /** Its address, usually the `url` of a CodeHosting. */
  url: pulumi.Input<string>;
  /** Its first administrator, usually the `adminUser` of a CodeHosting. Drone can't do without. */
  adminUser?: pulumi.Input<string>;
  /** Whether it shows nothing to those who are not signed in, so that even public repositories are fetched with a password. Defaults to false. */
  requireSignIn?: pulumi.Input<boolean>;
}

/** A published archive of a program for amd64, and what it must contain. */
export interface CiReleaseArgs {
  /** Version such as `3.17.0`. */
  version: pulumi.Input<string>;
  /** SHA-256 of the archive, 64 hexadecimal digits, from the list of checksums beside it. */
  sha256: pulumi.Input<string>;
  /** Address of the archive. Defaults to where its makers publish it. */
  url?: pulumi.Input<string>;
}

/** Arguments of a ContinuousIntegration. */
export interface ContinuousIntegrationArgs {
  /** Machine with the code hosting on it, usually the `connection` of a CodeHosting. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Name the service answers to, for example `ci.example.org`. */
  domain: pulumi.Input<string>;
  /** What builds, `woodpecker` for Forgejo and Gitea or `drone` for Gogs and Gitea. Defaults to `woodpecker`. */
  software?: CiSoftware;
  /** The code hosting on the same machine. */
  forge: CiForgeArgs;
  /** People of the organisation. Those with the role `administrator` administrate the service. Defaults to the administrator of the code hosting alone. */
  people?: PersonArgs[];
  /** Directory of the machine's data, the same as that of the code hosting. The database, settings and secrets are below it. Defaults to `/srv/data`. */
  dataDirectory?: pulumi.Input<string>;
  /** Whether everybody with an account at the code hosting may sign in. Defaults to false: administrators only. */
  open?: pulumi.Input<boolean>;
  /** The server of Woodpecker as an archive, `woodpecker-server_linux_amd64.tar.gz` of a release. Defaults to the published image of 3.17.0, whose digest is known. */
  release?: CiReleaseArgs;
  /** The server of Drone, an image with its digest: `docker.io/drone/drone@sha256:…`. Drone needs it. */
  image?: pulumi.Input<string>;
  /** Address of a mirror that `release` is downloaded from: `https://mirror.example.org` has it below `/github.com/…`. Defaults to its makers. */
  mirror?: pulumi.Input<string>;
}

/** What a runner has to know of its server. Secret. */
export interface CiRunnerServer {
  /** What builds, `woodpecker` or `drone`. */
  software: string;
  /** Name the server answers to. */
  server: string;
  /** What a runner proves itself with. */
  secret: string;
}

/** What has to be saved of a ContinuousIntegration. */
export interface ContinuousIntegrationBackup {
  /** Files and directories on the machine. */
  paths: string[];
  /** Databases of the machine's PostgreSQL. */
  databases: string[];
}

/** How to find out whether a ContinuousIntegration works. */
export interface ContinuousIntegrationHealth {
  /** Address that must answer. */
  url: string;
  /** HTTP status of the answer. */
  status: number;
}
