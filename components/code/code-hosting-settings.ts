import * as pulumi from "@pulumi/pulumi";
import { checkedMail, type ServiceMail, type ServiceMailArgs } from "../mail";
import { checkedPeople, type PersonArgs } from "../people";
import {
  checked,
  demand,
  directory,
  domainName,
  networkRange,
  oneOf,
  plainName,
  port,
  refuse,
  type Rule,
  yesOrNo,
} from "../validate";
import { checkedHeaders, type SecurityHeaders } from "../web/headers";
import { type CodeHostingArgs, CodeHostingDatabase } from "./code-hosting-args";
import { checkedRelease } from "./checked-release";
import { CodeHostingSoftware, type Release } from "./releases";

/** What a forge is to be, once it is known and allowed. */
export interface CodeHostingSettings {
  name: string;
  domain: string;
  software: CodeHostingSoftware;
  release: Release;
  people: PersonArgs[];
  database: CodeHostingDatabase;
  mail: ServiceMail | undefined;
  requireSignIn: boolean;
  webhookTargets: string[];
  /** Where the machine keeps the data of all services. */
  dataDirectory: string;
  /** Repositories and everything else that is uploaded. */
  data: string;
  sshPort: number;
  headers: SecurityHeaders;
}

/** Accounts that are not a person's. */
export const accounts = { administrator: "administrator", bot: "ci-bot" };

const webhookTarget: Rule<string> = {
  allowed: 'a name, an address or a network such as "ci.example.org" or "10.0.0.0/24"',
  accepts: (value) => domainName.accepts(value) || networkRange.accepts(value),
};

/** The settings of a forge; a plain input that is not allowed is refused at once. */
export function checkedSettings(
  resource: pulumi.Resource,
  name: string,
  args: CodeHostingArgs,
): pulumi.Output<CodeHostingSettings> {
  demand(resource, "name", name, plainName);
  const { software = CodeHostingSoftware.Forgejo, database = CodeHostingDatabase.Postgresql, mail } = args;
  demand(resource, "software", software, oneOf(CodeHostingSoftware));
  demand(resource, "database", database, oneOf(CodeHostingDatabase));
  demand(resource, "acceptKnownVulnerabilities", args.acceptKnownVulnerabilities ?? false, yesOrNo);
  const dataDirectory = checked(resource, "dataDirectory", args.dataDirectory ?? "/srv/data", directory);
  demand(resource, "webhookTargets", args.webhookTargets ?? [], {
    allowed: "a list of names, addresses or networks",
    accepts: Array.isArray,
  });
  return pulumi.output({
    name,
    domain: checked(resource, "domain", args.domain, domainName),
    software,
    release: checkedRelease(resource, software, args),
    people: accountsOf(resource, args.people),
    database,
    mail: checkedMail(resource, mail),
    requireSignIn: checked(resource, "requireSignIn", args.requireSignIn ?? false, yesOrNo),
    webhookTargets: pulumi.all(
      (args.webhookTargets ?? []).map((target, index) =>
        checked(resource, `webhookTargets[${index}]`, target, webhookTarget),
      ),
    ),
    dataDirectory,
    data: dataDirectory.apply((base) => `${base}/code`),
    sshPort: checked(resource, "sshPort", args.sshPort ?? 22, port),
    headers: checkedHeaders(resource, "headers", args.headers),
  }) as pulumi.Output<CodeHostingSettings>;
}

/** What the script splices into the forge's settings on the machine. */
export function mailSecrets(
  resource: pulumi.Resource,
  mail: ServiceMailArgs | undefined,
): Record<string, pulumi.Input<string>> {
  if (mail === undefined) return { mail_user: "", mail_password: "" };
  return {
    mail_user: checked(resource, "mail.user", mail.user ?? mail.from, plainValue),
    mail_password: checked(resource, "mail.password", mail.password, { ...plainValue, secret: true }),
  };
}

/** What an ini file can hold between backticks without reading something into it. */
const plainValue: Rule<string> = {
  allowed: 'one line of text without "`", "%(" and "${"',
  accepts: (value) => typeof value === "string" && value !== "" && !/[\r\n`]|%\(|\$\{/.test(value),
};

/** Names that one of the forges keeps for pages of its own or for accounts that are made here. */
const reserved = new Set(
  "administrator api assets attachments avatar avatars captcha ci-bot commits create css debug devtest error explore ghost help img install issues js less login metrics milestones new notifications org plugins pulls raw repo repo-avatars search stars swagger template user v2".split(
    " ",
  ),
);

function accountsOf(resource: pulumi.Resource, people: PersonArgs[] | undefined): PersonArgs[] {
  const known = checkedPeople(resource, people);
  const index = known.findIndex(({ name }) => reserved.has(name));
  if (index >= 0)
    refuse(resource, `people[${index}].name must not be "${known[index]!.name}", which the forge uses itself`);
  const mails = known.map(({ mail }) => mail.toLowerCase());
  const twice = mails.findIndex((mail, position) => mails.indexOf(mail) !== position);
  if (twice >= 0)
    refuse(
      resource,
      `people must have different mail addresses, as the forge tells them apart by it, got "${mails[twice]}" twice`,
    );
  return known;
}
