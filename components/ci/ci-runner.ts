import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import type { HostConnectionArgs } from "../remote/connection";
import { step } from "../remote/step";
import { dockerScript } from "./ci-runner-docker";
import { imagesScript } from "./ci-runner-images";
import type { CiRunnerArgs, CiRunnerHealth } from "./ci-runner-args";
import { checkedClosed, checkedImages, checkedRunner } from "./ci-runner-settings";
import { runnerUnit } from "./ci-runner-unit";
import { droneRunnerScript } from "./drone-runner";
import { woodpeckerAgentScript } from "./woodpecker-agent";

/**
 * A machine that makes builds, each step in a container of its own, for a ContinuousIntegration.
 *
 * Builds reach the Internet, but neither the cloud's metadata nor private networks nor the machine itself. Nothing of a runner answers to the network.
 */
export class CiRunner extends pulumi.ComponentResource {
  /** How to reach the machine, once it builds. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  /** How to find out whether the runner works. */
  public readonly health: pulumi.Output<CiRunnerHealth>;

  constructor(name: string, args: CiRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
    // Docker is there by the time the server is: what it hands out is no part of this resource, which would wait for it.
    super("open-infrastructure:index:CiRunner", name, { ...args, server: undefined }, opts);
    const settings = checkedRunner(this, name, args);
    const closed = checkedClosed(this, args);
    const images = checkedImages(this, args);
    const host = alone(this, name, args.host, ["place for a runner"]);
    const runnerScript = args.image === undefined ? woodpeckerAgentScript : droneRunnerScript;

    const docker = step(`${name}-docker`, { host, script: closed.apply(dockerScript) }, { parent: this });
    const built =
      images.length === 0
        ? docker
        : step(`${name}-images`, { host, script: imagesScript(images) }, { parent: this, dependsOn: docker });
    const runner = step(
      `${name}-runner`,
      {
        host,
        script: settings.apply(runnerScript),
        secrets: { secret: pulumi.output(args.server).secret },
      },
      { parent: this, dependsOn: built },
    );

    this.connection = pulumi.secret(pulumi.all([runner.id, host]).apply(([, ready]) => ready));
    this.health = runner.id.apply(() => ({ unit: runnerUnit }));
    this.registerOutputs({ connection: this.connection, health: this.health });
  }
}
