import * as pulumi from "@pulumi/pulumi";
import type { HostConnectionArgs } from "../remote/connection";
import type { SecurityHeadersArgs } from "./headers";

/** Arguments of a Website. Its pages are built from `repository`, or pushed by holders of `deployKeys`. */
export interface WebsiteArgs {
  /** Machine with a web server, usually the `connection` of a WebServer. */
  host: pulumi.Input<HostConnectionArgs>;
  /** Name the site answers to, for example `www.example.org`. */
  domain: pulumi.Input<string>;
  /** Further names, which redirect to the domain and share its certificate; at most 99. Defaults to none. */
  aliases?: pulumi.Input<string>[];
  /** HTTPS address of the git repository that holds a Jekyll site. It needs no password. Either this or deployKeys is needed. */
  repository?: pulumi.Input<string>;
  /** Branch or tag to publish. Defaults to `main`. */
  revision?: pulumi.Input<string>;
  /** Directory of the site in the repository. Defaults to the whole repository. */
  directory?: pulumi.Input<string>;
  /** Minutes between looks at the repository, from 1 to 1440. Defaults to 15. */
  interval?: pulumi.Input<number>;
  /** Minutes that fetching, installing gems and building may take, each, from 1 to 120. Defaults to 15. */
  buildMinutes?: pulumi.Input<number>;
  /** Memory that a build may take, in MiB, from 128 to 65536. Defaults to 768. */
  buildMemory?: pulumi.Input<number>;
  /** Addresses and networks that a build may connect to, in CIDR notation; `0.0.0.0/0` and `::/0` are everything. Defaults to none: a build has no network at all. */
  buildNetwork?: pulumi.Input<string>[];
  /** Debian packages that a build needs besides Jekyll, for example `build-essential` and `ruby-dev` for gems with parts in C. Defaults to none. */
  buildPackages?: pulumi.Input<string>[];
  /** Where the gems of a Gemfile.lock are downloaded. Defaults to `https://rubygems.org`. */
  gemSource?: pulumi.Input<string>;
  /** Public SSH keys that may push ready-made pages with rsync, and nothing else. Either this or repository is needed. */
  deployKeys?: pulumi.Input<string>[];
  /** What the pages may take on disk, in MiB, from 1 to 102400. Larger ones are not published. Defaults to 500. */
  sizeLimit?: pulumi.Input<number>;
  /** Whether `/.well-known/site-status.json` tells everybody which revision is published and whether the last build failed. Defaults to false. */
  publicStatus?: pulumi.Input<boolean>;
  /** Security headers. Defaults to the strictest that suit static pages. */
  headers?: SecurityHeadersArgs;
}

/** What has to be saved of a website. */
export interface WebsiteBackup {
  /** Files and directories on the machine. */
  paths: string[];
}

/** How to find out whether a website works. */
export interface WebsiteHealth {
  /** Address that must answer. */
  url: string;
  /** HTTP status of the answer. */
  status: number;
}
