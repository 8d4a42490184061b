import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import { step } from "../remote/step";
import type { WebsiteArgs, WebsiteBackup, WebsiteHealth } from "./website-args";
import { checkedSettings } from "./website-settings";
import { builderScript, pagesScript, serveScript, worthSaving } from "./website-steps";

/**
 * Static pages over HTTPS: built from a git repository with Jekyll whenever it changes, or pushed by those who hold a deploy key.
 *
 * What is published changes in one moment. Pages that can't be built leave those of before in place, and the people in charge are told.
 */
export class Website extends pulumi.ComponentResource {
  /** Address of the site, with scheme. Known to work once it is known. */
  public readonly url: pulumi.Output<string>;

  /** Names the site answers to, for DNS. */
  public readonly names: pulumi.Output<string[]>;

  /** What to save: pages that were pushed, or the secret address that asks for a build. What was built can be built again. */
  public readonly backup: pulumi.Output<WebsiteBackup>;

  /** How to find out whether the site works. */
  public readonly health: pulumi.Output<WebsiteHealth>;

  constructor(name: string, args: WebsiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:Website", name, args, opts);
    const settings = checkedSettings(this, name, args);
    const host = alone(this, name, args.host, [`site ${name}`, args.domain, ...(args.aliases ?? [])]);
    const parent = { parent: this };

    const builderText = settings.apply(builderScript);
    const builder = step(`${name}-builder`, { host, script: builderText }, parent);

    const pagesText = pulumi.all([settings, builderText]).apply(([site, text]) => pagesScript(site, text));
    const pages = step(`${name}-pages`, { host, script: pagesText }, { ...parent, dependsOn: builder });

    const serveText = settings.apply(serveScript);
    const served = step(`${name}-site`, { host, script: serveText }, { ...parent, dependsOn: pages });

    this.url = pulumi.all([settings, served.id]).apply(([{ domain }]) => `https://${domain}/`);
    this.names = settings.apply(({ domain, aliases }) => [domain, ...aliases]);
    this.backup = settings.apply((site) => ({ paths: worthSaving(site) }));
    this.health = this.url.apply((url) => ({ url, status: 200 }));
    this.registerOutputs({ url: this.url, names: this.names, backup: this.backup, health: this.health });
  }
}
