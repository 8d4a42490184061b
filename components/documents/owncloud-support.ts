import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../validate";
import type { DocumentsArgs } from "./documents-args";
import { releases } from "./releases";

/** Tells who chooses ownCloud what they choose, and refuses what it doesn't have. */
export function sayStateOfOwncloud(resource: pulumi.Resource, args: DocumentsArgs): void {
  for (const setting of ["phoneRegion", "maintenanceWindowHour"] as const)
    if (args[setting] !== undefined) refuse(resource, `${setting} is of Nextcloud, ownCloud has nothing like it`);
  const [major] = (args.release ?? releases.owncloud).version.split(".");
  void pulumi.log.warn(
    `ownCloud Classic is for those who have it already. ${ends[major ?? ""] ?? ""}Its documentation is no longer kept since August 2026, and its desktop client has left it behind with version 7: stay with version 6. New organisations take nextcloud.`,
    resource,
  );
}

const ends: Record<string, string> = {
  "10": "Version 10 gets no corrections after January 2027. ",
  "11": "Version 11 is supported by its makers as a container and in no other way. ",
};
