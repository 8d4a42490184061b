import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usualApps } from "../../../components/documents/apps";
import type { DocumentsSettings } from "../../../components/documents/documents-settings";
import { nextcloudConfig } from "../../../components/documents/nextcloud-config";
import { nextcloudFunctions } from "../../../components/documents/nextcloud-functions";
import { peopleScript } from "../../../components/documents/nextcloud-people";
import { serviceScript } from "../../../components/documents/nextcloud-service";
import { siteScript } from "../../../components/documents/nextcloud-site";
import { softwareScript } from "../../../components/documents/nextcloud-software";
import { cronService, phpUnit } from "../../../components/documents/nextcloud-units";
import { php } from "../../../components/documents/php";
import { expectGolden, shellcheck } from "../golden";
import { valueOf } from "../harness";

const documents: DocumentsSettings = {
  name: "documents",
  domain: "documents.example.org",
  software: "nextcloud",
  release: {
    version: "33.0.9",
    sha256: "ab".repeat(32),
    url: "https://download.nextcloud.com/server/releases/nextcloud-33.0.9.tar.bz2",
  },
  people: [{ name: "ada", mail: "ada@example.org" }],
  mail: { from: "documents@example.org", server: "smtp.example.net", port: 2525 },
  dataDirectory: "/srv/data",
  data: "/srv/data/documents",
  quota: "5 GB",
  uploadLimit: "16 GB",
  phoneRegion: "DE",
  apps: [...usualApps.nextcloud].sort(),
  maintenanceWindowHour: 1,
  federation: false,
  headers: {},
};
const silent: DocumentsSettings = { ...documents, mail: undefined, phoneRegion: undefined };

test.each(Object.entries({ software: softwareScript, service: serviceScript, people: peopleScript, site: siteScript }))(
  "the script %s",
  async (name, script) => {
    shellcheck(await valueOf(script(silent)));
    const text = await valueOf(script(documents));
    shellcheck(text);
    expectGolden(`documents-nextcloud-${name}.sh`, text);
  },
);

test("units are confined, told of and tied to the disk", () => {
  for (const unit of [phpUnit(documents), cronService(documents)]) {
    expect(unit).toContain("\nOnFailure=open-infrastructure-notify@%N.service\n");
    expect(unit).toContain("\nRequiresMountsFor=/srv/data\n");
    expect(unit).toContain("\nNoNewPrivileges=yes\n");
  }
});

test("settings hold no secret, and say where it is spliced in", () => {
  expect(nextcloudConfig(documents)).toContain("'mail_smtppassword' => '@mail-password@'");
  expect(nextcloudConfig(documents)).toContain("'dbpassword' => ''");
});

test("without mail, every setting of it is said to be nothing, since the software remembers what it was", () => {
  const keys = (text: string) => [...text.matchAll(/^ {2}'([^']+)' =>/gm)].map(([, key]) => key);
  expect(keys(nextcloudConfig(silent))).toEqual(keys(nextcloudConfig(documents)));
  expect(nextcloudConfig(silent)).toContain("'mail_smtpmode' => 'null'");
});

test("PHP reads no more into a value than it is", () => {
  expect(php(["a'b\\", 5, true, [], { key: ["x"] }])).toBe(
    "[\n  'a\\'b\\\\',\n  5,\n  true,\n  [],\n  [\n    'key' => [\n      'x',\n    ],\n  ],\n]",
  );
});

/** Runs functions of the machine on this computer. */
function run(script: string): string {
  const directory = mkdtempSync(join(tmpdir(), "documents-"));
  try {
    const text = nextcloudFunctions(documents).replaceAll(
      /\/etc\/open-infrastructure\/documents|\/usr\/local\/lib\/open-infrastructure/g,
      directory,
    );
    shellcheck(`#!/bin/sh\n${text}`);
    writeFileSync(join(directory, "documents.sh"), text);
    const prelude = `set -eu; fail() { echo "$1"; exit 1; }; cd ${directory}; . ./documents.sh`;
    return spawnSync("sh", ["-c", `exec 2>&1; ${prelude}; ${script}`], { encoding: "utf8" }).stdout.trim();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each([
  ["nextcloud 33.0.8 x", ""],
  ["nextcloud 32.0.15 x", ""],
  ["nextcloud 31.0.1 x", "release.version: nextcloud is upgraded one major version at a time, so 31.0.1"],
  ["nextcloud 34.0.0 x", "release.version: nextcloud can't go back from 34.0.0 to 33.0.9"],
  ["owncloud 11.0.0 x", "software: the documents on this machine are owncloud's"],
  ["nextcloud 33.0.8 y", "release.version: the documents on this machine are of nextcloud 33.0.8, which isn't"],
  ["nextcloud 33.0.9 nextcloud-33.0.9-abababab", ""],
])("over %s", (installed, refusal) => {
  const said = run(`echo '${installed}' >installed; mkdir x; touch x/occ; permitted`);
  expect(said.startsWith(refusal)).toBe(true);
  expect(said === "").toBe(refusal === "");
});

test("of releases the one in use and the one before stay, and the one in use is still known as such", () => {
  const release = (version: string) => `nextcloud-${version}-abababab`;
  const there = ["33.0.10", "33.0.7", "33.0.9", "33.0.99"].map(release);
  const kept = `kept=$PWD; echo ${release("33.0.10")} >release; mkdir ${there.join(" ")}`;
  expect(run(`${kept}; tidy nextcloud; echo nextcloud-*; echo "\${place##*/}"`).split("\n")).toEqual([
    [release("33.0.10"), release("33.0.9")].join(" "),
    release("33.0.9"),
  ]);
});

test("secrets are spliced in unchanged, and a missing one is an error", () => {
  const secret = "a&b\\1$c`d";
  expect(run(`mkdir secrets; printf '%s\\n' '${secret}' >secrets/key; echo "'key' => '@key@'" | spliced`)).toBe(
    `'key' => '${secret}'`,
  );
  expect(run("mkdir secrets; echo '@key@' | spliced")).toContain("no secret");
});

/** The script about people, whose command for shares is a function here. */
async function peopleHere(here = documents): Promise<string> {
  const script = await valueOf(peopleScript(here));
  return script.replace(/^\. \S+$/m, "").replaceAll("/usr/local/sbin/open-infrastructure-shares", "shares");
}

test("what people who left still share is said at each run, and not only when they leave", async () => {
  const fakes = `query() { echo 1; }; put() { :; }; shares() { echo 'grace: /plan is shared by the link x'; }; occ() { :; }`;
  const people = await peopleHere(silent);
  expect(run(`${fakes}\n${people}\n(${people})`).split("\n")).toEqual(
    Array(2)
      .fill(["What others still see of people who left, as shares tells:", "grace: /plan is shared by the link x"])
      .flat(),
  );
});

test("a file of the operator's is said to belong where Nextcloud looks for it", () => {
  const directory = "/etc/open-infrastructure/documents/config";
  expect(nextcloudConfig(documents)).toContain(`A file of your own may say more: ${directory}/z.config.php, which`);
});

test.each([
  ["Sent mail to", ""],
  ["Sending mail to", "mail: the mail server doesn't take the invitations for these people: ada."],
])("of an invitation about which the log says %s, while the command ends well", async (logged, said) => {
  const people = await peopleHere();
  // It says so if it was told to log everything, and where this script reads it.
  const welcome = `user:welcome) [ "$NC_loglevel $NC_log_type" != '0 errorlog' ] || echo '${logged} "ada@example.org"' >&2 ;;`;
  const fakes = `query() { :; }; put() { :; }; shares() { :; }; occ() { case $1 in ${welcome} esac; }`;
  const outcome = run(`trap 'ls invitations' EXIT; ${fakes}\n${people}`);
  expect(outcome.startsWith(said)).toBe(true);
  expect(outcome.endsWith("ada")).toBe(said !== "");
});
