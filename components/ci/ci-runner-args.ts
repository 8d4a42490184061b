import type * as pulumi from "@pulumi/pulumi";
import type { HostConnectionArgs } from "../remote/connection";
import type { CiReleaseArgs } from "./ci-args";

/** What a runner has to know of its server. */
export interface CiRunnerServerArgs {
  /** What builds, `woodpecker` or `drone`. */
  software: pulumi.Input<string>;
  /** Name the server answers to. */
  server: pulumi.Input<string>;
  /** What a runner proves itself with. */
  secret: pulumi.Input<string>;
}

/** An image that is built and kept on a runner. */
export interface CiRunnerImageArgs {
  /** Name that pipelines call it by, with a tag: `example/android:1`. */
  name: string;
  /** The whole Dockerfile. */
  dockerfile: string;
  /** Further files that it copies, by path. */
  files?: Record<string, string>;
}

/** Arguments of a CiRunner. */
export interface CiRunnerArgs {
  /** Machine that builds, usually the `connection` of a Host that does nothing else: whoever builds with Docker may take over the machine. */
  host: pulumi.Input<HostConnectionArgs>;
  /** The server that it builds for, usually the `runner` of a ContinuousIntegration. */
  server: pulumi.Input<CiRunnerServerArgs>;
  /** How many builds run at a time, from 1 to 64. Defaults to 1. */
  capacity?: pulumi.Input<number>;
  /** The only repository that is built here, such as `example/infrastructure`. Defaults to every repository. */
  repository?: pulumi.Input<string>;
  /** Labels by which pipelines choose runners. A key that starts with an exclamation mark keeps away pipelines of Woodpecker that don't ask for it. Defaults to none. */
  labels?: Record<string, pulumi.Input<string>>;
  /** Images that are built here from their Dockerfiles and need no registry. Defaults to none. */
  images?: CiRunnerImageArgs[];
  /** Networks that builds can't reach, in CIDR notation; the cloud's metadata is closed in any case. Defaults to all private addresses. */
  closedNetworks?: pulumi.Input<string>[];
  /** The agent of Woodpecker as an archive, `woodpecker-agent_linux_amd64.tar.gz` of the server's release. Defaults to the published image of 3.17.0, whose digest is known. */
  release?: CiReleaseArgs;
  /** The runner of Drone, an image with its digest: `docker.io/drone/drone-runner-docker@sha256:…`. Drone needs it. */
  image?: pulumi.Input<string>;
  /** Address of a mirror that `release` is downloaded from: `https://mirror.example.org` has it below `/github.com/…`. Defaults to its makers. */
  mirror?: pulumi.Input<string>;
}

/** How to find out whether a runner works. */
export interface CiRunnerHealth {
  /** Unit of systemd that must be active on the machine. */
  unit: string;
}
