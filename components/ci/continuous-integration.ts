import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import type { HostConnectionArgs } from "../remote/connection";
import { keptDirectory } from "../remote/kept-settings";
import { step } from "../remote/step";
import {
  CiSoftware,
  type CiRunnerServer,
  type ContinuousIntegrationArgs,
  type ContinuousIntegrationBackup,
  type ContinuousIntegrationHealth,
} from "./ci-args";
import { checkedCi } from "./ci-settings";
import { siteScript } from "./ci-site";
import { droneScript } from "./drone-script";
import { woodpeckerScript } from "./woodpecker-script";

/**
 * The server that has builds made and reports them to the code hosting beside it. Builds themselves are made by a CiRunner on a machine of its own.
 *
 * It is joined with the code hosting without a click. Its secrets are made on the machine, once.
 */
export class ContinuousIntegration extends pulumi.ComponentResource {
  /** Address of the service, with scheme. Known to work once it is known. */
  public readonly url: pulumi.Output<string>;

  /** Names the service answers to, for DNS. */
  public readonly names: pulumi.Output<string[]>;

  /** What a CiRunner has to know. Secret. */
  public readonly runner: pulumi.Output<CiRunnerServer>;

  /** How services reach the machine, once this one is there. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  /** What to save: the database, and the secrets without which it is worth little. */
  public readonly backup: pulumi.Output<ContinuousIntegrationBackup>;

  /** How to find out whether the service works. */
  public readonly health: pulumi.Output<ContinuousIntegrationHealth>;

  constructor(name: string, args: ContinuousIntegrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:ContinuousIntegration", name, args, opts);
    const settings = checkedCi(this, name, args);
    const { software = CiSoftware.Woodpecker } = args;
    const host = alone(this, name, args.host, ["place for builds", `site ${name}`, args.domain]);
    const parent = { parent: this };
    const serverScript = software === CiSoftware.Drone ? droneScript : woodpeckerScript;

    const server = step(`${name}-server`, { host, script: settings.apply(serverScript) }, parent);
    const site = step(
      `${name}-site`,
      { host, script: settings.apply(siteScript), secretResult: true },
      { ...parent, dependsOn: server },
    );

    this.url = pulumi.all([settings, site.id]).apply(([{ domain }]) => `https://${domain}`);
    this.names = settings.apply(({ domain }) => [domain]);
    this.runner = pulumi.output({
      software,
      server: settings.apply(({ domain }) => domain),
      secret: pulumi.secret(site.stdout.apply((secret) => secret.trim())),
    });
    this.connection = pulumi.secret(pulumi.all([site.id, host]).apply(([, ready]) => ready));
    this.backup = pulumi.all([settings, site.id]).apply(([{ dataDirectory }]) => ({
      paths: [keptDirectory("ci", dataDirectory)],
      databases: [software],
    }));
    this.health = this.url.apply((url) => ({ url: `${url}/healthz`, status: 200 }));
    this.registerOutputs({
      url: this.url,
      names: this.names,
      runner: this.runner,
      connection: this.connection,
      backup: this.backup,
      health: this.health,
    });
  }
}
