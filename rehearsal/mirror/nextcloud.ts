import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { installPackages } from "../machines/computer";
import { fingerprint } from "./folder";
import type { Item, Workshop } from "./item";
import type { Program } from "./releases";

const source = resolve(__dirname, "../stand-ins/nextcloud");

/** What is installed unless somebody says otherwise, and the next major version. */
const versions = ["33.0.9", "34.0.4"];

/** Where the publisher has a release. */
export const nextcloudPath = (version: string): string =>
  `download.nextcloud.com/server/releases/nextcloud-${version}.tar.bz2`;

/** Nextcloud. What is made here is a stand-in. */
export const nextcloud: Program = {
  name: "Nextcloud",
  publisher: "download.nextcloud.com",
  path: /^download\.nextcloud\.com\/server\/releases\/nextcloud-([\d.]+)\.tar\.bz2$/,
  preferred: versions[0],
};

/** Apps that are there in name. */
const apps = [
  ...["activity", "bruteforcesettings", "comments", "dav", "files", "files_downloadlimit", "files_pdfviewer"],
  ...["files_reminders", "files_sharing", "files_trashbin", "files_versions", "logreader", "notifications"],
  ...["password_policy", "photos", "privacy", "related_resources", "serverinfo", "settings", "sharebymail"],
  ...["survey_client", "systemtags", "text", "twofactor_totp", "viewer", "weather_status"],
];

/** Stand-ins for Nextcloud. */
export const nextclouds: Item[] = versions.map((version) => ({
  name: `the stand-in for Nextcloud ${version}`,
  files: [nextcloudPath(version)],
  what: "a stand-in",
  recipe: `nextcloud ${version} ${fingerprint(source)} 1`,
  minutes: 1,
  make: (workshop) => build(workshop, version),
}));

async function build({ scratch, run, keep, log }: Workshop, version: string): Promise<void> {
  await installPackages(["bzip2"], log);
  const root = join(scratch, "nextcloud");
  rmSync(root, { recursive: true, force: true });
  cpSync(source, root, { recursive: true });
  for (const app of apps) {
    mkdirSync(join(root, "apps", app, "appinfo"), { recursive: true });
    writeFileSync(join(root, "apps", app, "appinfo/info.xml"), `<info><id>${app}</id></info>\n`);
  }
  writeFileSync(join(root, "version.php"), versionFile(version));
  const archive = join(scratch, "archive.tar.bz2");
  // The same bytes each time.
  const same = ["--sort=name", "--mtime=2026-01-01T00:00Z", "--owner=0", "--group=0", "--numeric-owner"];
  await run(["tar", "--create", "--bzip2", ...same, `--file=${archive}`, "-C", scratch, "nextcloud"]);
  await keep(nextcloudPath(version), archive);
}

const versionFile = (version: string): string => `<?php
$OC_Version = array(${[...version.split("."), "0"].join(",")});
$OC_VersionString = '${version}';
`;
