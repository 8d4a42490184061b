import type * as pulumi from "@pulumi/pulumi";
import type { ServiceMailArgs } from "../mail";
import type { PersonArgs } from "../people";
import type { HostConnectionArgs } from "../remote/connection";
import type { SecurityHeadersArgs } from "../web/headers";
import type { CodeHostingSoftware } from "./releases";

/** Where a service's data is kept. */
export const CodeHostingDatabase = {
  /** PostgreSQL on the same machine, which all services share, reached over its socket without a password. */
  Postgresql: "postgresql",
  /** A file. For a handful of people. */
  Sqlite: "sqlite",
} as const;

/** Where a service's data is kept. */
export type CodeHostingDatabase = (typeof CodeHostingDatabase)[keyof typeof CodeHostingDatabase];

/** A release of the software, for 64-bit x86. */
export interface CodeHostingReleaseArgs {
  /** Version, for example `15.0.9`. */
  version: string;
  /** SHA-256 of the archive, as the publisher states it. */
  sha256: string;
  /** Where the archive is: a program, plain or packed with xz, or a tar.gz that holds it. Defaults to the publisher's address. */
  url?: string;
}

/** Arguments of a CodeHosting. */
export interface CodeHostingArgs {
  /** Machine with a web server, usually the `connection` of a WebServer. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Name the forge answers to, for example `code.example.org`. It can't share it with a website. */
  domain: pulumi.Input<string>;
  /** Software, `forgejo`, `gitea` or `gogs`. What is there can't be changed into another. Defaults to `forgejo`. */
  software?: CodeHostingSoftware;
  /** People of the organisation. Everybody gets an account with their SSH keys; who leaves the list can't sign in any more. Defaults to nobody. */
  people?: PersonArgs[];
  /** Where accounts, issues and the like are kept, `postgresql` or `sqlite`. Can't be changed later. Defaults to `postgresql`. */
  database?: CodeHostingDatabase;
  /** Release to install in place of the one this library was tested with. Raising the version upgrades. */
  release?: CodeHostingReleaseArgs;
  /** HTTPS address of a mirror to download from, laid out as HOST/PATH of the publishers' addresses. Defaults to the publishers themselves. */
  mirror?: string;
  /** How mail is sent, for notifications and forgotten passwords. Defaults to no mail. */
  mail?: ServiceMailArgs;
  /** Whether visitors see nothing before they sign in. Defaults to false: what is marked public is public. */
  requireSignIn?: pulumi.Input<boolean>;
  /** Names, addresses or networks inside the organisation that webhooks may reach, besides the whole internet. Defaults to none. */
  webhookTargets?: pulumi.Input<string>[];
  /** Whether versions of Gogs are accepted that let strangers take over the machine. Defaults to false. */
  acceptKnownVulnerabilities?: boolean;
  /** Directory of the machine's data, usually the `dataDirectory` of its host. Repositories, the database, settings and secrets are below it. Defaults to `/srv/data`. */
  dataDirectory?: pulumi.Input<string>;
  /** Port of sshd on the machine. Defaults to 22. */
  sshPort?: pulumi.Input<number>;
  /** Security headers. Defaults to the strictest under which the software's own pages work. */
  headers?: SecurityHeadersArgs;
}

/** What has to be saved of a forge. */
export interface CodeHostingBackup {
  /** Files and directories on the machine. */
  paths: string[];
  /** PostgreSQL databases on the machine. */
  databases: string[];
  /** Units that are stopped while they are saved, so that they fit together. */
  units: string[];
}

/** How to find out whether a forge works. */
export interface CodeHostingHealth {
  /** Address that must answer. */
  url: string;
  /** HTTP status of the answer. */
  status: number;
}
