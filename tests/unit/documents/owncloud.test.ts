import * as pulumi from "@pulumi/pulumi";
import { Documents, type DocumentsArgs, Role } from "../../../components/index";
import { checkedSettings } from "../../../components/documents/documents-settings";
import { owncloudConfig } from "../../../components/documents/owncloud-config";
import { occProgram } from "../../../components/documents/owncloud-container";
import { owncloudFunctions } from "../../../components/documents/owncloud-functions";
import { peopleScript } from "../../../components/documents/owncloud-people";
import { serviceScript } from "../../../components/documents/owncloud-service";
import { siteScript } from "../../../components/documents/owncloud-site";
import { softwareScript } from "../../../components/documents/owncloud-software";
import { owncloudCron, owncloudUnit } from "../../../components/documents/owncloud-units";
import { expectGolden, shellcheck } from "../golden";
import { commands, pretendEngine, settled, testHost, valueOf } from "../harness";

const digest = "ab".repeat(32);
const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)} ada@laptop`;
const args: DocumentsArgs = {
  host: testHost,
  domain: "documents.example.org",
  software: "owncloud",
  people: [
    { name: "ada", mail: "ada@example.org", sshKeys: [key], roles: [Role.Administrator] },
    { name: "bob", mail: "bob@example.org" },
  ],
  release: { version: "11.0.0", sha256: digest },
  mail: { from: "documents@example.org", server: "smtp.example.net", password: "secret-mail-password" },
  quota: "5 GB",
};

let warn: jest.SpyInstance;
beforeEach(() => (warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue()));
afterEach(async () => {
  await settled();
  warn.mockRestore();
});

async function settingsOf(given: DocumentsArgs) {
  pretendEngine();
  return valueOf(checkedSettings(new Documents("documents", given), "documents", given));
}

test.each([
  ["documents-owncloud-software.sh", softwareScript],
  ["documents-owncloud-service.sh", serviceScript],
  ["documents-owncloud-site.sh", siteScript],
  ["documents-owncloud-people.sh", peopleScript],
])("the script %s", async (name, script) => {
  const text = await valueOf<string>(script(await settingsOf(args)) as pulumi.Output<string>);
  shellcheck(text);
  expectGolden(name, text);
});

test("what scripts put on the machine is sound", async () => {
  const settings = await settingsOf(args);
  shellcheck(owncloudFunctions(settings));
  shellcheck(occProgram(settings));
});

test("without mail, first passwords are handed over", async () => {
  const settings = await settingsOf({ ...args, mail: undefined });
  const text = await valueOf<string>(peopleScript(settings) as pulumi.Output<string>);
  shellcheck(text);
  expect(text).toContain("first-passwords/$1");
  expect(owncloudConfig(settings)).toContain("'mail_smtpmode' => 'sendmail'");
});

test("pages, background jobs and the command line are confined alike", async () => {
  const settings = await settingsOf(args);
  const confined = (text: string): string[] =>
    text
      .replaceAll(/--property=|'| \\$/gm, "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) =>
        /^(BindPaths|BindReadOnlyPaths|TemporaryFileSystem|SystemCallFilter|User|Protect\w+)=/.test(line),
      );
  const unit = confined(owncloudUnit(settings));
  expect(unit).toContain("User=documents");
  expect(confined(owncloudCron(settings))).toEqual(unit);
  expect(confined(occProgram(settings))).toEqual(unit);
});

test("it is four steps on the machine, known at the first preview", async () => {
  const seen = pretendEngine({ preview: true });
  new Documents("documents", args);
  await settled();
  const names = ["documents-software", "documents-service", "documents-site", "documents-people"];
  expect(Object.keys(commands(seen))).toEqual(names);
  expect(Object.values(commands(seen))).toEqual(names.map(() => expect.any(String)));
});

test("who chooses it is told what they choose", () => {
  pretendEngine();
  new Documents("documents", args);
  expect(warn.mock.calls.map(([text]) => String(text))).toEqual([expect.stringContaining("supported by its makers")]);
});

test.each([{ phoneRegion: "DE" }, { maintenanceWindowHour: 2 }])("%p is Nextcloud's alone", (setting) => {
  pretendEngine();
  expect(() => new Documents("documents", { ...args, ...setting })).toThrow("is of Nextcloud, ownCloud has nothing");
});

test("its own apps, of which those that the image lacks are left out", async () => {
  const usual = await valueOf<string>(serviceScript(await settingsOf(args)) as pulumi.Output<string>);
  expect(usual).toContain("brute_force_protection");
  const chosen = await settingsOf({ ...args, apps: ["files_sharing", "calendar"] });
  expect(await valueOf<string>(serviceScript(chosen) as pulumi.Output<string>)).toContain("doesn't come with");
});

test("the image is named without tag and digest", async () => {
  pretendEngine();
  const at = (url: string) => new Documents("documents", { ...args, release: { ...args.release!, url } });
  expect(() => at("https://registry.example.org/owncloud/server:11.0.0")).toThrow("release.url must be an image");
  expect(() => at("registry.example.org/owncloud/server")).toThrow("release.url must be an image");
  const url = "https://registry.example.org:5000/owncloud/server";
  const text = await valueOf<string>(
    softwareScript(await settingsOf({ ...args, release: { ...args.release!, url } })) as pulumi.Output<string>,
  );
  expect(text).toContain(`fetch registry.example.org:5000/owncloud/server ${digest}`);
});

test("the installer asks for the password, which is no argument", async () => {
  const text = await valueOf<string>(serviceScript(await settingsOf(args)) as pulumi.Output<string>);
  expect(text).not.toContain("--admin-pass");
});

test("the image comes from another registry if a mirror says so", async () => {
  const script = async (given: DocumentsArgs) =>
    valueOf<string>(softwareScript(await settingsOf(given)) as pulumi.Output<string>);
  expect(await script(args)).toContain(`fetch docker.io/owncloud/server ${digest}`);
  const mirror = "https://mirror.example.org/";
  expect(await script({ ...args, mirror })).toContain("fetch mirror.example.org/docker.io/owncloud/server");
});
