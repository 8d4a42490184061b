import type * as pulumi from "@pulumi/pulumi";
import type { DocumentsSettings } from "./documents-settings";
import * as nextcloudPeople from "./nextcloud-people";
import * as nextcloudService from "./nextcloud-service";
import * as nextcloudSite from "./nextcloud-site";
import * as nextcloudSoftware from "./nextcloud-software";
import * as owncloudPeople from "./owncloud-people";
import * as owncloudService from "./owncloud-service";
import * as owncloudSite from "./owncloud-site";
import * as owncloudSoftware from "./owncloud-software";
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

/** The scripts of each software. */
export const scriptsOf: Record<DocumentsSoftware, DocumentsScripts> = {
  nextcloud: {
    software: nextcloudSoftware.softwareScript,
    service: nextcloudService.serviceScript,
    site: nextcloudSite.siteScript,
    people: nextcloudPeople.peopleScript,
  },
  owncloud: {
    software: owncloudSoftware.softwareScript,
    service: owncloudService.serviceScript,
    site: owncloudSite.siteScript,
    people: owncloudPeople.peopleScript,
  },
};
