import * as pulumi from "@pulumi/pulumi";
import { checkedMail, type ServiceMail, type ServiceMailArgs } from "../mail";
import { checkedPeople, type PersonArgs } from "../people";
import {
  checked,
  demand,
  directory,
  domainName,
  oneOf,
  plainName,
  refuse,
  type Rule,
  wholeNumber,
  yesOrNo,
} from "../validate";
import { checkedHeaders, type SecurityHeaders } from "../web/headers";
import { checkedRelease } from "./checked-release";
import { usualApps } from "./apps";
import type { DocumentsArgs } from "./documents-args";
import { sayStateOfOwncloud } from "./owncloud-support";
import { administrator, user } from "./places";
import { DocumentsSoftware, type Release } from "./releases";
import { quota, size } from "./sizes";

/** What the documents are to be, once it is known and allowed. */
export interface DocumentsSettings {
  name: string;
  domain: string;
  software: DocumentsSoftware;
  release: Release;
  people: PersonArgs[];
  mail: ServiceMail | undefined;
  /** Where the machine keeps the data of all services. */
  dataDirectory: string;
  /** The documents themselves, and what belongs to them. */
  data: string;
  quota: string;
  uploadLimit: string;
  phoneRegion: string | undefined;
  apps: string[];
  maintenanceWindowHour: number;
  federation: boolean;
  headers: SecurityHeaders;
}

const appName: Rule<string> = {
  allowed: 'the name of an app such as "files_sharing"',
  accepts: (value) => typeof value === "string" && /^[a-z][a-z0-9_]{0,60}$/.test(value),
};

const country: Rule<string> = {
  allowed: 'the two capital letters of a country such as "DE"',
  accepts: (value) => typeof value === "string" && /^[A-Z]{2}$/.test(value),
};

/** The settings of the documents; a plain input that is not allowed is refused at once. */
export function checkedSettings(
  resource: pulumi.Resource,
  name: string,
  args: DocumentsArgs,
): pulumi.Output<DocumentsSettings> {
  demand(resource, "name", name, plainName);
  const { software = DocumentsSoftware.Nextcloud, phoneRegion } = args;
  demand(resource, "software", software, oneOf(DocumentsSoftware));
  if (software === DocumentsSoftware.OwnCloud) sayStateOfOwncloud(resource, args);
  const { apps = usualApps[software] } = args;
  demand(resource, "apps", apps, { allowed: "a list of names of apps", accepts: Array.isArray });
  apps.forEach((app, index) => demand(resource, `apps[${index}]`, app, appName));
  const dataDirectory = checked(resource, "dataDirectory", args.dataDirectory ?? "/srv/data", directory);
  return pulumi.output({
    name,
    domain: checked(resource, "domain", args.domain, domainName),
    software,
    release: checkedRelease(resource, software, args),
    people: accountsOf(resource, args.people),
    mail: checkedMail(resource, args.mail),
    dataDirectory,
    data: dataDirectory.apply((base) => `${base}/documents`),
    quota: checked(resource, "quota", args.quota ?? "none", quota),
    uploadLimit: checked(resource, "uploadLimit", args.uploadLimit ?? "16 GB", size),
    phoneRegion: phoneRegion === undefined ? undefined : checked(resource, "phoneRegion", phoneRegion, country),
    apps: [...new Set(apps)].sort(),
    maintenanceWindowHour: checked(
      resource,
      "maintenanceWindowHour",
      args.maintenanceWindowHour ?? 1,
      wholeNumber(0, 23),
    ),
    federation: checked(resource, "federation", args.federation ?? false, yesOrNo),
    headers: checkedHeaders(resource, "headers", args.headers),
  }) as pulumi.Output<DocumentsSettings>;
}

const line: Rule<string> = {
  allowed: "one line of text",
  accepts: (value) => typeof value === "string" && value !== "" && !/[\r\n]/.test(value),
};

/** What the script splices into the settings on the machine. */
export function mailSecrets(
  resource: pulumi.Resource,
  mail: ServiceMailArgs | undefined,
): Record<string, pulumi.Input<string>> {
  if (mail === undefined) return { mail_user: "", mail_password: "" };
  return {
    mail_user: checked(resource, "mail.user", mail.user ?? mail.from, line),
    mail_password: checked(resource, "mail.password", mail.password, { ...line, secret: true }),
  };
}

/** Accounts that are made here, and what would be a system user's. */
const reserved = new Set([administrator, "admin", user]);

function accountsOf(resource: pulumi.Resource, people: PersonArgs[] | undefined): PersonArgs[] {
  const known = checkedPeople(resource, people);
  const index = known.findIndex(({ name }) => reserved.has(name));
  if (index >= 0)
    refuse(resource, `people[${index}].name must not be "${known[index]!.name}", an account that isn't a person's`);
  return known;
}
