import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import type { HostConnectionArgs } from "../remote/connection";
import { keptDirectory } from "../remote/kept-settings";
import { step } from "../remote/step";
import type { DocumentsArgs, DocumentsBackup, DocumentsHealth } from "./documents-args";
import { checkedSettings, mailSecrets } from "./documents-settings";
import { administrator, database, unit } from "./places";
import { DocumentsSoftware } from "./releases";
import { scriptsOf } from "./software";

/**
 * Where the organisation's documents are: Nextcloud or ownCloud, for browsers, the programs that keep folders in step, and WebDAV.
 *
 * Nobody can register. People have accounts because they are in the list, and the administrator's password is made on the machine.
 */
export class Documents extends pulumi.ComponentResource {
  /** How what works with the documents reaches the machine, once they can be used. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  /** Address of the documents, with scheme. Known to work once it is known. */
  public readonly url: pulumi.Output<string>;

  /** Names the documents are at, for DNS. */
  public readonly names: pulumi.Output<string[]>;

  /** Name of the account that administrates the documents. */
  public readonly adminUser: pulumi.Output<string>;

  /** Password of that account. It was made on the machine. Secret. */
  public readonly adminPassword: pulumi.Output<string>;

  /** Software that runs, `nextcloud` or `owncloud`. */
  public readonly software: pulumi.Output<DocumentsSoftware>;

  /** What to save, and which unit to stop meanwhile. */
  public readonly backup: pulumi.Output<DocumentsBackup>;

  /** How to find out whether the documents can be reached. */
  public readonly health: pulumi.Output<DocumentsHealth>;

  constructor(name: string, args: DocumentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:Documents", name, args, opts);
    const settings = checkedSettings(this, name, args);
    const scripts = scriptsOf[args.software ?? DocumentsSoftware.Nextcloud];
    const host = alone(this, name, args.host, ["place for documents", `site ${name}`, args.domain]);
    const parent = { parent: this };

    const software = step(`${name}-software`, { host, script: settings.apply(scripts.software) }, parent);
    const service = step(
      `${name}-service`,
      { host, script: settings.apply(scripts.service), secrets: mailSecrets(this, args.mail) },
      { ...parent, dependsOn: software },
    );
    // Before the people, who are invited to it.
    const site = step(
      `${name}-site`,
      { host, script: settings.apply(scripts.site), secretResult: true },
      { ...parent, dependsOn: service },
    );
    const people = step(
      `${name}-people`,
      { host, script: settings.apply(scripts.people) },
      { ...parent, dependsOn: site },
    );

    this.connection = pulumi.secret(pulumi.all([people.id, host]).apply(([, ready]) => ready));
    this.url = pulumi.all([settings, people.id]).apply(([{ domain }]) => `https://${domain}/`);
    this.names = settings.apply(({ domain }) => [domain]);
    this.adminUser = pulumi.output(administrator);
    this.adminPassword = pulumi.secret(site.stdout.apply((password) => password.trim()));
    this.software = settings.apply((documents) => documents.software);
    this.backup = settings.apply(({ dataDirectory, data }) => ({
      paths: [data, keptDirectory("documents", dataDirectory)],
      databases: [database],
      units: [unit],
    }));
    this.health = this.url.apply((url) => ({ url: `${url}status.php`, status: 200 }));
    this.registerOutputs({
      connection: this.connection,
      url: this.url,
      names: this.names,
      adminUser: this.adminUser,
      adminPassword: this.adminPassword,
      software: this.software,
      backup: this.backup,
      health: this.health,
    });
  }
}
