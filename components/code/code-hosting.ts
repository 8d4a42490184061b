import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import type { HostConnectionArgs } from "../remote/connection";
import { keptDirectory } from "../remote/kept-settings";
import { step } from "../remote/step";
import type { CodeHostingArgs, CodeHostingBackup, CodeHostingHealth } from "./code-hosting-args";
import { accounts, checkedSettings, mailSecrets } from "./code-hosting-settings";
import { peopleScript } from "./people-step";
import { healthPath, unit } from "./places";
import type { CodeHostingSoftware } from "./releases";
import { serviceScript } from "./service-step";
import { siteScript } from "./site-step";
import { softwareScript } from "./software-step";

/**
 * Where the organisation's code, issues and wikis are: Forgejo, Gitea or Gogs, with git over HTTPS and SSH.
 *
 * Nobody can register. People have accounts because they are in the list, and the administrator's password is made on the machine.
 */
export class CodeHosting extends pulumi.ComponentResource {
  /** How what works with the forge reaches the machine, once the forge can be used. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  /** Address of the forge, with scheme. Known to work once it is known. */
  public readonly url: pulumi.Output<string>;

  /** What the address of every repository starts with for git over SSH, for example `git@code.example.org:`. */
  public readonly sshUrl: pulumi.Output<string>;

  /** Names the forge answers to, for DNS. */
  public readonly names: pulumi.Output<string[]>;

  /** Name of the account that administrates the forge. */
  public readonly adminUser: pulumi.Output<string>;

  /** Password of that account. It was made on the machine. Secret. */
  public readonly adminPassword: pulumi.Output<string>;

  /** Software that runs, `forgejo`, `gitea` or `gogs`. */
  public readonly software: pulumi.Output<CodeHostingSoftware>;

  /** What to save, and which unit to stop meanwhile. */
  public readonly backup: pulumi.Output<CodeHostingBackup>;

  /** How to find out whether the forge works. */
  public readonly health: pulumi.Output<CodeHostingHealth>;

  constructor(name: string, args: CodeHostingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:CodeHosting", name, args, opts);
    const settings = checkedSettings(this, name, args);
    const host = alone(this, name, args.host, ["place for code hosting", `site ${name}`, args.domain]);
    const parent = { parent: this };

    const software = step(`${name}-software`, { host, script: settings.apply(softwareScript) }, parent);
    const service = step(
      `${name}-service`,
      { host, script: settings.apply(serviceScript), secrets: mailSecrets(this, args.mail) },
      { ...parent, dependsOn: software },
    );
    const people = step(
      `${name}-people`,
      { host, script: settings.apply(peopleScript) },
      { ...parent, dependsOn: service },
    );
    const site = step(
      `${name}-site`,
      { host, script: settings.apply(siteScript), secretResult: true },
      { ...parent, dependsOn: people },
    );

    this.connection = pulumi.secret(pulumi.all([site.id, host]).apply(([, ready]) => ready));
    this.url = pulumi.all([settings, site.id]).apply(([{ domain }]) => `https://${domain}/`);
    this.sshUrl = settings.apply(({ domain, sshPort }) =>
      sshPort === 22 ? `git@${domain}:` : `ssh://git@${domain}:${sshPort}/`,
    );
    this.names = settings.apply(({ domain }) => [domain]);
    this.adminUser = pulumi.output(accounts.administrator);
    this.adminPassword = pulumi.secret(site.stdout.apply((password) => password.trim()));
    this.software = settings.apply((forge) => forge.software);
    this.backup = settings.apply(({ dataDirectory, data, database }) => ({
      paths: [data, keptDirectory("code", dataDirectory)],
      databases: database === "postgresql" ? ["code"] : [],
      units: [unit],
    }));
    this.health = pulumi
      .all([this.url, settings])
      .apply(([url, forge]) => ({ url: `${url}${healthPath[forge.software].slice(1)}`, status: 200 }));
    this.registerOutputs({
      connection: this.connection,
      url: this.url,
      sshUrl: this.sshUrl,
      names: this.names,
      adminUser: this.adminUser,
      adminPassword: this.adminPassword,
      software: this.software,
      backup: this.backup,
      health: this.health,
    });
  }
}
