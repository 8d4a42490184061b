import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../validate";
import type { DocumentsSettings } from "./documents-settings";
import { peopleScript } from "./nextcloud-people";
import { serviceScript } from "./nextcloud-service";
import { siteScript } from "./nextcloud-site";
import { softwareScript } from "./nextcloud-software";
import type { DocumentsSoftware } from "./releases";

type Script = (documents: DocumentsSettings) => pulumi.Output<string>;

/** How a software comes to a machine. */
export interface DocumentsScripts {
  /** Everything that is there before it starts. What runs is left alone. */
  software: Script;
  /** It runs, in the version that is wanted or the one of before, and has an administrator. Nobody outside can reach it yet. */
  service: Script;
  /** It is on its name. Hands out the administrator's password. */
  site: Script;
  /** Everybody has an account, and who left can't sign in. */
  people: Script;
}

const scripts: Partial<Record<DocumentsSoftware, DocumentsScripts>> = {
  nextcloud: { software: softwareScript, service: serviceScript, site: siteScript, people: peopleScript },
};

/** The scripts of a software. */
export function scriptsOf(resource: pulumi.Resource, software: DocumentsSoftware): DocumentsScripts {
  return scripts[software] ?? refuse(resource, `software must be "nextcloud", got "${software}"`);
}
