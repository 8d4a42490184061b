import * as pulumi from "@pulumi/pulumi";
import { alone } from "../host/neighbours";
import type { HostConnectionArgs } from "../remote/connection";
import { step } from "../remote/step";
import { checked, demand, httpsUrl, mailAddress, plainName, refuse } from "../validate";
import { certificatesScript, nginxScript } from "./web-server-steps";

/** The certificate authority that a web server asks. */
export interface WebServerAcmeArgs {
  /** Mail address of the account at the authority. */
  email: pulumi.Input<string>;
  /** Address of the authority's ACME directory. Defaults to Let's Encrypt's. */
  directory?: pulumi.Input<string>;
  /** Whether Let's Encrypt's test authority is asked instead, whose certificates browsers refuse and whose limits are generous. Defaults to false. */
  staging?: boolean;
}

/** Arguments of `WebServer`. */
export interface WebServerArgs {
  /** Machine to install on, usually the `connection` of a `Host`. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Where certificates come from. */
  acme: WebServerAcmeArgs;
}

/** What has to be saved of a web server. */
export interface WebServerBackup {
  /** Directories on the machine. */
  paths: string[];
}

const authorities = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
};

/**
 * nginx and the certificates of the sites on a machine.
 *
 * It answers nothing until a site is put on it. Certificates are asked for once, kept, and renewed in good time.
 */
export class WebServer extends pulumi.ComponentResource {
  /** How services reach the machine, once it can serve them. Secret. */
  public readonly connection: pulumi.Output<HostConnectionArgs>;
  /** Address of the account at the certificate authority, for CAA records. */
  public readonly accountUri: pulumi.Output<string>;
  /** What to save: the account and the certificates, which can also be had anew. */
  public readonly backup: pulumi.Output<WebServerBackup>;

  constructor(name: string, args: WebServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("open-infrastructure:index:WebServer", name, args, opts);
    demand(this, "name", name, plainName);
    const host = alone(this, name, args.host, ["place for a web server"]);
    const { staging = false } = args.acme;
    if (staging && args.acme.directory !== undefined)
      refuse(this, "acme.staging is for Let's Encrypt, got a directory of another authority too");
    const directory = staging ? authorities.staging : (args.acme.directory ?? authorities.production);
    const authority = {
      directory: checked(this, "acme.directory", directory, httpsUrl),
      email: checked(this, "acme.email", args.acme.email, mailAddress),
      staging,
    };

    const nginx = step(`${name}-nginx`, { host, script: nginxScript() }, { parent: this });
    const certificates = step(
      `${name}-certificates`,
      { host, script: certificatesScript(authority) },
      { parent: this, dependsOn: nginx },
    );

    this.connection = pulumi.secret(pulumi.all([certificates.id, host]).apply(([, ready]) => ready));
    this.accountUri = certificates.stdout.apply((uri) => uri.trim());
    this.backup = certificates.id.apply(() => ({ paths: ["/etc/letsencrypt"] }));
    this.registerOutputs({ connection: this.connection, accountUri: this.accountUri, backup: this.backup });
  }
}
