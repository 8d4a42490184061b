import * as pulumi from "@pulumi/pulumi";
import {
  checked,
  demand,
  domainName,
  gitRepository,
  gitRevision,
  httpsUrl,
  networkRange,
  refuse,
  type Rule,
  sshPublicKey,
  wholeNumber,
  yesOrNo,
} from "../validate";
import { checkedHeaders, type SecurityHeaders } from "./headers";
import type { WebsiteArgs } from "./website-args";

/** What a site is to be, once it is known and allowed. */
export interface WebsiteSettings {
  name: string;
  domain: string;
  aliases: string[];
  repository: string | undefined;
  revision: string;
  directory: string;
  interval: number;
  buildMinutes: number;
  buildMemory: number;
  buildNetwork: string[];
  buildPackages: string[];
  gemSource: string;
  deployKeys: string[];
  largest: number;
  publicStatus: boolean;
  headers: SecurityHeaders;
}

const siteName: Rule<string> = {
  allowed: 'a lower-case name of at most 26 letters, digits and hyphens, such as "website"',
  accepts: (value) => /^[a-z][a-z0-9-]{0,25}$/.test(value),
};

const siteDirectory: Rule<string> = {
  allowed: 'a directory in the repository such as "docs"',
  accepts: (value) =>
    typeof value === "string" && value.length <= 200 && /^(\.|[\w-][\w.-]*(\/[\w-][\w.-]*)*)$/.test(value),
};

// apt removes what is named with a hyphen at its end.
const debianPackage: Rule<string> = {
  allowed: 'the name of a Debian package such as "ruby-dev"',
  accepts: (value) => typeof value === "string" && /^[a-z0-9][a-z0-9.+-]{0,79}[a-z0-9.+]$/.test(value),
};

/** Let's Encrypt puts 100 names into a certificate, the domain among them. */
const mostAliases = 99;

/** The settings of a site; a plain input that is not allowed is refused at once. */
export function checkedSettings(
  resource: pulumi.Resource,
  name: string,
  args: WebsiteArgs,
): pulumi.Output<WebsiteSettings> {
  demand(resource, "name", name, siteName);
  if ((args.repository === undefined) === (args.deployKeys === undefined))
    refuse(resource, "either repository or deployKeys is needed, and not both");
  const one = <T>(input: string, value: pulumi.Input<T>, rule: Rule<T>) => checked(resource, input, value, rule);
  const list = (input: string, values: pulumi.Input<string>[] | undefined, rule: Rule<string>, least = 0) => {
    demand(resource, input, values ?? [], {
      allowed: `a list of ${least === 0 ? "texts" : "at least one text"}`,
      accepts: (all) => Array.isArray(all) && (values === undefined || all.length >= least),
    });
    return pulumi.all((values ?? []).map((value, index) => one(`${input}[${index}]`, value, rule)));
  };
  const settings = pulumi.output({
    name,
    domain: one("domain", args.domain, domainName),
    aliases: list("aliases", args.aliases, domainName),
    repository: optional(args.repository, (value) => one("repository", value, gitRepository)),
    revision: one("revision", args.revision ?? "main", gitRevision),
    directory: one("directory", args.directory ?? ".", siteDirectory),
    interval: one("interval", args.interval ?? 15, wholeNumber(1, 1440)),
    buildMinutes: one("buildMinutes", args.buildMinutes ?? 15, wholeNumber(1, 120)),
    buildMemory: one("buildMemory", args.buildMemory ?? 768, wholeNumber(128, 65536)),
    buildNetwork: list("buildNetwork", args.buildNetwork, networkRange),
    buildPackages: list("buildPackages", args.buildPackages, debianPackage),
    gemSource: one("gemSource", args.gemSource ?? "https://rubygems.org", httpsUrl),
    deployKeys: list("deployKeys", args.deployKeys, sshPublicKey, 1),
    largest: one("sizeLimit", args.sizeLimit ?? 500, wholeNumber(1, 102400)),
    publicStatus: one("publicStatus", args.publicStatus ?? false, yesOrNo),
    headers: checkedHeaders(resource, "headers", args.headers),
  });
  if ((args.aliases ?? []).length > mostAliases)
    refuse(
      resource,
      `aliases must be at most ${mostAliases}, since a certificate has room for 100 names, got ${args.aliases?.length}`,
    );
  const names = [args.domain, ...(args.aliases ?? [])].filter((each) => typeof each === "string");
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined)
    refuse(resource, `aliases must differ from each other and from domain, got "${twice}" twice`);
  return settings;
}

function optional<T>(value: pulumi.Input<T> | undefined, check: (value: pulumi.Input<T>) => pulumi.Output<T>) {
  return value === undefined ? pulumi.output<T | undefined>(undefined) : (check(value) as pulumi.Output<T | undefined>);
}
