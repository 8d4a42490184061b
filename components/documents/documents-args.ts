import type * as pulumi from "@pulumi/pulumi";
import type { ServiceMailArgs } from "../mail";
import type { PersonArgs } from "../people";
import type { HostConnectionArgs } from "../remote/connection";
import type { SecurityHeadersArgs } from "../web/headers";
import type { DocumentsSoftware } from "./releases";

/** A release of the software. */
export interface DocumentsReleaseArgs {
  /** Version, for example `33.0.9`. */
  version: string;
  /** SHA-256 of the archive, as the publisher states it; of ownCloud, the digest of its image for 64-bit x86. */
  sha256: string;
  /** HTTPS address of the archive, a tar.bz2; of ownCloud, of its image in a registry, without tag and digest, for example `https://registry.example.org/owncloud/server`. Defaults to the publisher's address. */
  url?: string;
}

/** Arguments of a Documents. */
export interface DocumentsArgs {
  /** Machine with a web server, usually the `connection` of a WebServer. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Name the documents are at, for example `documents.example.org`. It can't share it with a website. */
  domain: pulumi.Input<string>;
  /** Software, `nextcloud` or `owncloud`. What is there can't be changed into the other. Defaults to `nextcloud`. */
  software?: DocumentsSoftware;
  /** People of the organisation. Everybody gets an account of their name; who leaves the list can't sign in any more, and nothing of theirs is deleted. Defaults to nobody. */
  people?: PersonArgs[];
  /** Release to install in place of the one this library was tested with. Raising the version upgrades, one major version at a time. */
  release?: DocumentsReleaseArgs;
  /** HTTPS address of a mirror to download from, laid out as HOST/PATH of the publishers' addresses. Defaults to the publishers themselves. */
  mirror?: string;
  /** How mail is sent, for invitations, forgotten passwords, shares and notifications. Defaults to no mail. */
  mail?: ServiceMailArgs;
  /** Directory of the machine's data, usually the `dataDirectory` of its host. Documents, the database, settings and secrets are below it. Defaults to `/srv/data`. */
  dataDirectory?: pulumi.Input<string>;
  /** How much each person may keep who has no other limit, for example `5 GB`, or `none`. Defaults to `none`. */
  quota?: pulumi.Input<string>;
  /** Largest file that is taken in one piece, for example `4 GB`. Clients send larger ones in pieces. Defaults to `16 GB`. */
  uploadLimit?: pulumi.Input<string>;
  /** Country whose telephone numbers need no prefix, for example `DE`; Nextcloud only. Defaults to none, and every number needs its prefix. */
  phoneRegion?: pulumi.Input<string>;
  /** Apps that come with the software and are used, besides those it can't do without; all others are off. Defaults to those that are about documents. */
  apps?: string[];
  /** Hour of the day, in UTC, in which the heavy work of a day begins, 0 to 23; Nextcloud only. Defaults to 1. */
  maintenanceWindowHour?: pulumi.Input<number>;
  /** Whether people may share with people at other servers, and be shared with by them. Defaults to false. */
  federation?: pulumi.Input<boolean>;
  /** Security headers. Defaults to the strictest under which the software's own pages work. */
  headers?: SecurityHeadersArgs;
}

/** What has to be saved of the documents. */
export interface DocumentsBackup {
  /** Files and directories on the machine. */
  paths: string[];
  /** PostgreSQL databases on the machine. */
  databases: string[];
  /** Units that are stopped while they are saved, so that they fit together. */
  units: string[];
}

/** How to find out whether the documents can be reached. */
export interface DocumentsHealth {
  /** Address that must answer. */
  url: string;
  /** HTTP status of the answer. */
  status: number;
}
