import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState } from "../../rehearsal/engine";
import { documentsReleases } from "./nextclouds";
import { eventually, Organisation, patience } from "./organisation";
import { observatory } from "./scanners";
import { documentsExposureTests } from "./themes/documents-exposure";

const site = "https://documents.example.org";
const ada = { name: "ada", mail: "ada@example.org" };
const grace = { name: "grace", mail: "grace@example.org" };
const linus = { name: "linus", mail: "linus@example.org" };
const person = "a-password-of-a-person";
const image = process.env.DOCUMENTS_IMAGE;
/** In MiB. */
const large = Number(process.env.DOCUMENTS_SIZE ?? 64);

const directory = mkdtempSync(join(tmpdir(), "documents-"));
const organisation = new Organisation({
  people: [ada, grace],
  website: undefined,
  notify: undefined,
  ...(image && { image }),
});
organisation.program(join(__dirname, "programs/documents.ts"));
let password: string;
let releases: Awaited<ReturnType<typeof documentsReleases>>;

beforeAll(async () => {
  releases = await documentsReleases(console.log);
  organisation.configure({ documents: { software: "nextcloud", release: releases.first } });
  console.log(`on ${releases.what}, ${releases.first.version} and ${releases.second.version}`);
  await organisation.up();
  const { deployment } = await exportState(organisation.stateFile, { showSecrets: true });
  const resources = deployment.resources as { urn: string; outputs?: { adminPassword?: unknown } }[];
  const documents = resources.find(({ urn }) => urn.endsWith("Documents::documents"));
  password = /[0-9a-f]{64}/.exec(JSON.stringify(documents?.outputs?.adminPassword))![0];
  await setPassword("ada");
  await setPassword("grace");
});

afterAll(async () => {
  await organisation.end();
  rmSync(directory, { recursive: true });
});

const occ = (...words: string[]) => organisation.sh(`open-infrastructure-occ ${words.join(" ")}`);
const setPassword = (name: string) =>
  organisation.sh(`OC_PASS=${person} open-infrastructure-occ user:resetpassword --password-from-env ${name}`);

/** Runs a script where visitors are. */
async function visit(script: string): Promise<string> {
  const command = ["sh", "-euc", `${prelude}\n${script}`];
  const { status, stdout, stderr } = await organisation.world.client(command, { output: "capture", timeout: patience });
  return `${stdout}${stderr}${status === 0 ? "" : `status ${status}`}`.trim();
}

const prelude = `cd ${directory}
status() { curl -sS -o /dev/null -w '%{http_code}\n' "$@"; }
files() { name=$1; shift; status -u "$name:${person}" "$@"; }`;
const home = (name: string) => `${site}/remote.php/dav/files/${name}`;

/** Asks the API as a person. */
async function share(name: string, path: string): Promise<string> {
  const address = `${site}/ocs/v2.php/apps/files_sharing/api/v1/shares?format=json`;
  const answer = await visit(
    `curl -sS -u ${name}:${person} -H 'OCS-APIRequest: true' -d path=${path} -d shareType=3 '${address}'`,
  );
  return (JSON.parse(answer) as { ocs: { data: { url: string } } }).ocs.data.url;
}

const sql = (query: string) =>
  organisation.sh(`cd / && setpriv --reuid=documents --regid=documents --init-groups psql -XAtqc "${query}" documents`);

async function versionNow(): Promise<string> {
  return (JSON.parse(await visit(`curl -sS ${site}/status.php`)) as { versionstring: string }).versionstring;
}

test("the administrator signs in on the page with the password that was made on the machine", async () => {
  const token = `$(curl -sS -c jar -b jar ${site}/login | sed -n 's/.*data-requesttoken="\\([^"]*\\)".*/\\1/p' | head -n 1)`;
  const fields = `--data user=administrator --data password=${password} --data-urlencode "requesttoken=${token}"`;
  expect(
    await visit(
      `curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' -c jar -b jar -H 'Origin: ${site}' ${fields} ${site}/login`,
    ),
  ).toMatch(/^303 https:\/\/documents\.example\.org\/.*(apps\/files|^\/$)/);
  expect(await visit(`status -L -b jar -c jar ${site}/apps/files/`)).toBe("200");
  expect(await visit(`status ${site}/apps/files/`)).not.toBe("200");
});

test("no secret shows in what the operator saw", () => {
  expect(organisation.output).not.toContain(password);
});

test("people were invited by mail", async () => {
  const invitation = await eventually("an invitation", async () => (await organisation.world.mailbox(grace.mail))[0]);
  expect(invitation).toContain("documents@example.org");
  expect(invitation).toContain("documents.example.org");
});

test("a large file goes up, gets another name, comes down unchanged, and goes", async () => {
  execFileSync("sh", ["-c", `head -c ${large}M /dev/urandom >${directory}/large`]);
  expect(await visit(`files ada -T large ${home("ada")}/large.bin`)).toBe("201");
  expect(await visit(`files ada -X MOVE -H 'Destination: ${home("ada")}/renamed.bin' ${home("ada")}/large.bin`)).toBe(
    "201",
  );
  const down = await visit(`curl -fsS -u ada:${person} ${home("ada")}/renamed.bin | cmp - large && echo same`);
  expect(down).toBe("same");
  expect(await visit(`files ada -X DELETE ${home("ada")}/renamed.bin`)).toBe("204");
  expect(await visit(`files ada ${home("ada")}/renamed.bin`)).toBe("404");
  // Nothing of it is left where it rested.
  expect(await organisation.sh("find /srv/data/documents/temporary -size +1M")).toBe("");
});

test("an upload that is cut off leaves nothing behind", async () => {
  expect(await visit(`timeout 1 curl -sS --limit-rate 1M -u ada:${person} -T large ${home("ada")}/cut.bin`)).toContain(
    "status 124",
  );
  expect(await visit(`files ada ${home("ada")}/cut.bin`)).toBe("404");
});

test("somebody without an account gets what a link leads to, and nobody what belongs to others", async () => {
  await visit(`echo shared >note.txt; files ada -T note.txt ${home("ada")}/note.txt`);
  const link = await share("ada", "/note.txt");
  expect(link.startsWith(`${site}/s/`)).toBe(true);
  expect(await visit(`curl -sSL ${link}/download`)).toBe("shared");
  expect(await visit(`files grace ${home("ada")}/note.txt`)).toMatch(/^40[34]$/);
});

test("nobody may keep more than the quota", async () => {
  await occ("config:app:set files default_quota --value='5 MB'");
  // Nextcloud's processes remember settings for three seconds.
  await new Promise((done) => setTimeout(done, 4000));
  expect(await visit(`files grace -T large ${home("grace")}/large.bin`)).toBe("507");
  await occ("config:app:set files default_quota --value='5 GB'");
});

test("whoever tries passwords has to wait, whatever address they say they have", async () => {
  const attempt = (forged = "") => visit(`files grace ${forged} -u grace:wrong-password -X PROPFIND ${home("grace")}/`);
  for (let time = 0; time < 5; time++) expect(await attempt("-H 'X-Forwarded-For: 192.0.2.77'")).toBe("401");
  const address = await visit(`curl -sS -o /dev/null -w '%{local_ip}' ${site}/status.php`);
  const counted = async (who: string) => {
    const said = await occ(`security:bruteforce:attempts --output=json ${who}`);
    return JSON.parse(said.split("\n").at(-1)!) as { attempts: number; delay: number };
  };
  expect(await counted("192.0.2.77")).toMatchObject({ attempts: 0, delay: 0 });
  const { attempts, delay } = await counted(address);
  expect(attempts).toBeGreaterThanOrEqual(4);
  expect(delay).toBeGreaterThanOrEqual(1600);
  // The right password ends it.
  expect(await visit(`files grace -X PROPFIND ${home("grace")}/`)).toBe("207");
});

test("maintenance mode closes everything but the page that says so", async () => {
  await occ("maintenance:mode --on");
  expect(await eventually("503", async () => (await visit(`files ada ${home("ada")}/note.txt`)) === "503")).toBe(true);
  expect(await visit(`curl -sS ${site}/status.php`)).toContain('"maintenance":true');
  await occ("maintenance:mode --off");
  expect(await eventually("200", async () => (await visit(`files ada ${home("ada")}/note.txt`)) === "200")).toBe(true);
});

documentsExposureTests(organisation, (path) => visit(`status ${site}/${path}`));

test("nobody elsewhere is asked or told anything", async () => {
  expect(await occ("config:app:get password_policy enforceHaveIBeenPwned")).toMatch(/^(0|false)$/);
  const address = `${site}/ocs/v2.php/apps/files_sharing/api/v1/shares?format=json`;
  const fields = "-d path=/note.txt -d shareType=6 -d shareWith=eve@elsewhere.example.com";
  expect(await visit(`files ada -H 'OCS-APIRequest: true' ${fields} '${address}'`)).toMatch(/^40[034]$/);
  for (const way of ["incoming", "outgoing"])
    expect(await occ(`config:app:get files_sharing ${way}_server2server_share_enabled`)).toBe("no");
});

test("the Observatory gives the page to sign in on an A+", async () => {
  const { scan, tests } = await observatory(organisation, "documents.example.org/login");
  console.log(`${scan.grade}, ${scan.score}`, JSON.stringify(Object.values(tests).filter(({ pass }) => !pass)));
  expect(scan.grade).toBe("A+");
});

test("a second run changes nothing and connects to nothing", async () => {
  const before = organisation.connections().length;
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
  expect(organisation.connections()).toHaveLength(before);
});

test("a corrupted archive, and two major versions at once, leave the old version answering", async () => {
  const { version, url } = releases.second;
  organisation.configure({ archive: { version, sha256: "0".repeat(64), url } });
  const corrupted = await organisation.tryUp("--skip-preview");
  expect(corrupted.output).toContain("what is installed stays as it is");
  const major = Number(releases.first.version.split(".")[0]);
  organisation.configure({ archive: { version: `${major + 2}.0.4`, sha256: "0".repeat(64) } });
  const twice = await organisation.tryUp("--skip-preview");
  expect(twice.output).toContain(`upgraded one major version at a time, so ${major}.`);
  expect(await versionNow()).toBe(releases.first.version);
  expect(await visit(`files ada ${home("ada")}/note.txt`)).toBe("200");
});

test("an app that isn't there is refused before the upgrade, and root follows no link that the software left", async () => {
  organisation.configure({ archive: releases.second, apps: ["files_sharing", "calendar"] });
  expect((await organisation.tryUp("--skip-preview")).output).toContain("apps: calendar doesn't come with");
  expect(await versionNow()).toBe(releases.first.version);
  organisation.configure({ apps: undefined });
  const { temporary, other } = { temporary: "/srv/data/documents/temporary", other: "/srv/data/of-others" };
  const asPhp = "setpriv --reuid=documents --regid=documents --init-groups";
  expect(await organisation.sh(`${asPhp} mv ${temporary} ${temporary}.aside 2>&1 || true`)).toContain("denied");
  // As when the directory above was the software's own.
  await organisation.sh(`install -d -m 0755 ${other}; rm -rf ${temporary}; ln -s ${other} ${temporary}`);
  expect((await organisation.tryUp("--skip-preview")).output).toContain(`${temporary} is a link to ${other}`);
  expect(await organisation.sh(`stat -c '%U %a' ${other}`)).toBe("root 755");
  // Nextcloud can't do without.
  await organisation.sh(`rm ${temporary}; install -d -m 0700 -o documents -g documents ${temporary}`);
  expect(await versionNow()).toBe(releases.first.version);
});

test("an upgrade keeps everything, and who left is out", async () => {
  await visit(`files grace -T note.txt ${home("grace")}/mine.txt`);
  const link = await share("grace", "/mine.txt");
  const columns = "share_type, share_with, uid_owner, uid_initiator, file_target, token";
  const rows =
    "(4, 'eve@example.com', 'grace', 'grace', '/mine.txt', 'by-mail'), (6, 'eve@elsewhere.example.com', 'grace', 'grace', '/mine.txt', NULL)";
  await sql(`INSERT INTO oc_share (${columns}) VALUES ${rows}`);
  organisation.configure({ archive: undefined, documents: { release: releases.second }, people: [ada] });
  await organisation.up();
  expect(await versionNow()).toBe(releases.second.version);
  expect(await visit(`curl -sS -u ada:${person} ${home("ada")}/note.txt`)).toBe("shared");
  expect(await visit(`files grace ${home("grace")}/mine.txt`)).toMatch(/^(401|503)$/);
  const log = await organisation.sh("cat /var/log/open-infrastructure/documents-people.log");
  expect(log).toContain("grace left: the account is disabled");
  expect(log).toContain(`/mine.txt is shared by the link ${link.split("/").at(-1)}`);
  expect(log).toContain("/mine.txt is shared by mail with eve@example.com, who has the link by-mail");
  expect(log).toContain("/mine.txt is shared with eve@elsewhere.example.com, at another server");
  await sql("DELETE FROM oc_share WHERE share_type IN (4, 6)");
  const still = await organisation.sh("open-infrastructure-shares");
  expect(still.trim()).toBe(`grace: /mine.txt is shared by the link ${link.split("/").at(-1)}`);
  expect(await organisation.sh("cat /srv/data/documents/files/grace/files/mine.txt")).toBe("shared");
});

test("who comes back is let in, and an invitation that failed is sent by the next run", async () => {
  organisation.configure({ people: [ada, linus, grace] });
  await organisation.sh("cp /etc/hosts /root/hosts; echo 127.0.0.1 smtp.example.net >>/etc/hosts");
  const failed = await organisation.tryUp("--skip-preview");
  expect(failed.output).toContain("doesn't take the invitations for these people: linus.");
  expect(await visit(`files grace ${home("grace")}/mine.txt`)).toBe("200");
  expect(await organisation.sh("open-infrastructure-shares")).not.toContain("grace");
  await organisation.sh("cat /root/hosts >/etc/hosts");
  await organisation.up();
  const invitations = await eventually("an invitation", async () => {
    const mails = await organisation.world.mailbox(linus.mail);
    return mails.length > 0 && mails;
  });
  expect(invitations).toHaveLength(1);
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
});

test("all of it is back after a reboot", async () => {
  const { id } = await organisation.machine();
  await organisation.world.rebootMachine(id);
  await eventually("the documents", async () => (await visit(`files ada ${home("ada")}/note.txt`)) === "200");
  await occ("status");
  const timer = "systemctl is-active open-infrastructure-documents-cron.timer || true";
  await eventually("the timer", async () => (await organisation.sh(timer)) === "active");
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
});
