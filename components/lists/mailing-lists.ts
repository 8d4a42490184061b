import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import type { HostConnectionArgs } from "../remote/connection";
import { keptDirectory } from "../remote/kept-settings";
import { step } from "../remote/step";
import { baseScript } from "./base-step";
import { purposes } from "./list-rules";
import type { MailingListAddresses, MailingListsArgs, MailingListsBackup, MailingListsHealth } from "./lists-args";
import { checkedSettings, mailboxSecrets, relaySecrets } from "./lists-settings";
import { listsScript } from "./lists-step";
import { mailScript } from "./mail-step";
import { coreUnit, databases, fetchUnit, superuser, webUnit } from "./places";
import { serviceScript } from "./service-step";
import { siteScript } from "./site-step";

/**
 * Mailing lists with Mailman 3, whose mail is somebody else's business: what is sent to a list arrives in a mailbox at a third
 * party and is fetched from there, and what a list sends leaves through a third party's submission server.
 *
 * The machine takes no mail from anybody and needs no port of its own for it.
 */
export class MailingLists extends pulumi.ComponentResource {
  /** How what works with the lists reaches the machine, once they can be used. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;

  /** Address of the pages, with scheme. Known to work once it is known. */
  public readonly url: pulumi.Output<string>;

  /** Names the pages answer to, for DNS. */
  public readonly names: pulumi.Output<string[]>;

  /** What each list is reached at, for a provider without catch-all. */
  public readonly addresses: pulumi.Output<MailingListAddresses[]>;

  /** Lists that were declared once and are no longer, as of the last change of those that are. They are kept, with archive and subscribers, until somebody deletes them on their page. */
  public readonly kept: pulumi.Output<string[]>;

  /** Name of the superuser of the pages. */
  public readonly adminUser: pulumi.Output<string>;

  /** Password that the superuser began with. It was made on the machine. Secret. */
  public readonly adminPassword: pulumi.Output<string>;

  /** What to save, and which units to stop meanwhile. */
  public readonly backup: pulumi.Output<MailingListsBackup>;

  /** How to find out whether the pages work. */
  public readonly health: pulumi.Output<MailingListsHealth>;

  constructor(name: string, args: MailingListsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:MailingLists", name, args, opts);
    const settings = checkedSettings(this, name, args);
    const relay = relaySecrets(this, args);
    const mailbox = mailboxSecrets(this, args);
    const host = alone(this, name, args.host, ["place for mailing lists", `site ${name}`, args.domain]);
    const parent = { parent: this };

    // What is only known to be wrong when its step runs must not be found after others have run. A preview knows less and shows more.
    const judged = pulumi.runtime.isDryRun()
      ? settings
      : pulumi.unsecret(pulumi.all([settings, pulumi.all({ ...relay, ...mailbox })]).apply(([known]) => known));
    const base = step(`${name}-base`, { host, script: judged.apply(baseScript) }, parent);
    const service = step(
      `${name}-service`,
      { host, script: settings.apply(serviceScript), secrets: relay },
      { ...parent, dependsOn: base },
    );
    const lists = step(
      `${name}-lists`,
      { host, script: settings.apply(listsScript) },
      { ...parent, dependsOn: service },
    );
    const mail = step(
      `${name}-mail`,
      { host, script: settings.apply(mailScript), secrets: mailbox },
      { ...parent, dependsOn: lists },
    );
    const site = step(
      `${name}-site`,
      { host, script: settings.apply(siteScript), secretResult: true },
      { ...parent, dependsOn: mail },
    );

    this.connection = pulumi.secret(pulumi.all([site.id, host]).apply(([, ready]) => ready));
    this.url = pulumi.all([settings, site.id]).apply(([{ domain }]) => `https://${domain}/`);
    this.names = settings.apply(({ domain }) => [domain]);
    this.addresses = settings.apply(({ lists: declared, mailDomain }) =>
      declared.map(({ name: list }) => ({
        list,
        addresses: [list, ...purposes.map((purpose) => `${list}-${purpose}`)].map((local) => `${local}@${mailDomain}`),
      })),
    );
    this.kept = lists.stdout.apply((said) => {
      const names = /^kept: (.*)$/m.exec(said ?? "")?.[1] ?? "";
      const kept = names.split(" ").filter((list) => list !== "");
      if (kept.length > 0)
        void pulumi.log.warn(
          `declared no longer, and kept with archive and subscribers when the declared lists last changed: ${kept.join(", ")}; delete a list on its page, unless that is done`,
          this,
        );
      return kept;
    });
    this.adminUser = pulumi.output(superuser);
    this.adminPassword = pulumi.secret(site.stdout.apply((password) => password.trim()));
    this.backup = settings.apply(({ dataDirectory, data }) => ({
      paths: [data, keptDirectory("lists", dataDirectory)],
      databases: [databases.core.database, databases.web.database],
      units: [fetchUnit, coreUnit, webUnit],
    }));
    this.health = this.url.apply((url) => ({ url: `${url}postorius/lists/`, status: 200 }));
    this.registerOutputs({
      connection: this.connection,
      url: this.url,
      names: this.names,
      addresses: this.addresses,
      kept: this.kept,
      adminUser: this.adminUser,
      adminPassword: this.adminPassword,
      backup: this.backup,
      health: this.health,
    });
  }
}
