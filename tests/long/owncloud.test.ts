import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mirrorDirectory } from "../../rehearsal/mirror/folder";
import { fill } from "../../rehearsal/mirror/item";
import { owncloudImage, owncloudPath } from "../../rehearsal/mirror/owncloud";
import { type Observation, observe } from "../rehearsal/observer";
import { eventually, Organisation } from "../rehearsal/organisation";
import { observatory } from "../rehearsal/scanners";

const site = "https://documents.example.org";
const ada = { name: "ada", mail: "ada@example.org" };
const grace = { name: "grace", mail: "grace@example.org" };
const person = "a-password-of-a-person";
const image = process.env.DOCUMENTS_IMAGE;
/** In MiB. */
const large = Number(process.env.DOCUMENTS_SIZE ?? 64);

const directory = mkdtempSync(join(tmpdir(), "owncloud-"));
const organisation = new Organisation({
  people: [ada, grace],
  website: undefined,
  notify: undefined,
  ...(image && { image }),
});
organisation.program(join(__dirname, "../rehearsal/programs/documents.ts"));
let digests: Record<string, string>;
let seen: Observation;

beforeAll(async () => {
  await fill([owncloudImage], console.log);
  const index = JSON.parse(readFileSync(join(mirrorDirectory(), owncloudPath, "index.json"), "utf8")) as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  digests = Object.fromEntries(
    index.manifests.map(({ digest, annotations }) => [
      annotations["org.opencontainers.image.ref.name"],
      digest.replace("sha256:", ""),
    ]),
  );
  organisation.configure({ documents: { software: "owncloud", release: undefined }, archive: release("11.0.0") });
  seen = await observe(organisation, () => organisation.up());
  for (const { name } of [ada, grace])
    await organisation.sh(`OC_PASS=${person} open-infrastructure-occ user:resetpassword --password-from-env ${name}`);
});

afterAll(async () => {
  await organisation.end();
  rmSync(directory, { recursive: true });
});

const release = (version: string) => ({ version, sha256: digests[version] });
const home = (name: string) => `${site}/remote.php/dav/files/${name}`;

/** Runs a script where visitors are. */
async function visit(script: string): Promise<string> {
  const prelude = `cd ${directory}
status() { curl -sS -o /dev/null -w '%{http_code}\n' "$@"; }
files() { name=$1; shift; status -u "$name:${person}" "$@"; }`;
  const { status, stdout, stderr } = await organisation.visit("sh", "-euc", `${prelude}\n${script}`);
  return `${stdout}${stderr}${status === 0 ? "" : `status ${status}`}`.trim();
}

async function versionNow(): Promise<string> {
  return (JSON.parse(await visit(`curl -sS ${site}/status.php`)) as { versionstring: string }).versionstring;
}

const sql = (query: string) =>
  organisation.sh(`cd / && setpriv --reuid=documents --regid=documents --init-groups psql -XAtqc "${query}" documents`);

test("the password that was made on the machine lets the administrator in, and shows nowhere", async () => {
  const password = await organisation.sh("cat /etc/open-infrastructure/documents/admin-password");
  expect(organisation.output).not.toContain(password);
  // The installer was seen at work, by somebody without rights, and was told no password in its arguments.
  expect(seen.commandLines).toContain("maintenance:install");
  expect(seen.commandLines).not.toContain("--admin-pass");
  expect(seen.commandLines).not.toContain(password);
  const login = (given: string) =>
    visit(`status --data user=administrator --data password=${given} ${site}/index.php/login`);
  expect(await login(password)).toBe("303");
  expect(await login("wrong")).toBe("403");
  for (const unit of ["documents", "documents-cron", "documents-cache"])
    expect(await organisation.sh(`systemctl show open-infrastructure-${unit}`)).not.toContain(password);
});

test("people were invited by mail", async () => {
  const invitation = await eventually("an invitation", async () => (await organisation.world.mailbox(grace.mail))[0]);
  expect(invitation).toContain(`${site}/index.php/lostpassword/reset/form/`);
});

test("a large file goes up, gets another name, comes down unchanged, and goes; the database knows", async () => {
  execFileSync("sh", ["-c", `head -c ${large}M /dev/urandom >${directory}/large`]);
  expect(await visit(`files ada -T large ${home("ada")}/large.bin`)).toBe("201");
  const move = `files ada -X MOVE -H 'Destination: ${home("ada")}/renamed.bin' ${home("ada")}/large.bin`;
  expect(await visit(move)).toBe("201");
  expect(await sql("SELECT path, size FROM oc_filecache WHERE owner = 'ada'")).toBe(
    `files/renamed.bin|${large * 1024 * 1024}`,
  );
  const down = `curl -fsS -u ada:${person} ${home("ada")}/renamed.bin | cmp - large && echo same`;
  expect(await visit(down)).toBe("same");
  expect(await visit(`files ada -X DELETE ${home("ada")}/renamed.bin`)).toBe("204");
  expect(await visit(`files ada ${home("ada")}/renamed.bin`)).toBe("404");
});

test("somebody without an account gets what a link leads to, and nobody what belongs to others", async () => {
  await visit(`echo shared >note.txt; files ada -T note.txt ${home("ada")}/note.txt`);
  const shares = `${site}/ocs/v1.php/apps/files_sharing/api/v1/shares?format=json`;
  const answer = await visit(`curl -sS -u ada:${person} -d path=/note.txt -d shareType=3 '${shares}'`);
  const { url } = (JSON.parse(answer) as { ocs: { data: { url: string } } }).ocs.data;
  expect(await visit(`curl -sSL ${url}/download`)).toBe("shared");
  expect(await visit(`files grace ${home("ada")}/note.txt`)).toMatch(/^40[34]$/);
});

test("nobody may keep more than the quota, and maintenance closes everything", async () => {
  const occ = (...words: string[]) => organisation.sh(`open-infrastructure-occ ${words.join(" ")}`);
  await occ("config:app:set files default_quota --value='5 MB'");
  expect(await visit(`files grace -T large ${home("grace")}/large.bin`)).toBe("507");
  await occ("config:app:set files default_quota --value='5 GB'");
  await occ("maintenance:mode --on");
  expect(await visit(`files ada ${home("ada")}/note.txt`)).toBe("503");
  expect(await visit(`curl -sS ${site}/status.php`)).toContain('"maintenance":true');
  await occ("maintenance:mode --off");
  expect(await visit(`files ada ${home("ada")}/note.txt`)).toBe("200");
});

test("the machine keeps strangers out and the documents in", async () => {
  for (const unit of ["documents", "documents-cache", "documents-cron"]) {
    const exposure = await organisation.sh(
      `systemd-analyze security open-infrastructure-${unit} --no-pager | tail -n 1`,
    );
    expect(Number(/\d+\.\d/.exec(exposure)![0])).toBeLessThanOrEqual(3);
  }
  expect(await organisation.sh("ss -Hltn | awk '{ print $4 }'")).not.toMatch(/^(0\.0\.0\.0|\[::\]|\*):(8204|8080)$/m);
  expect(await organisation.sh("find /usr/local/lib/open-infrastructure/owncloud-* -perm /6022 ! -type l")).toBe("");
  const { scan } = await observatory(organisation, "documents.example.org/index.php/login");
  console.log(`the Observatory's grade: ${scan.grade}, ${scan.score}`);
});

test("a second run changes nothing and connects to nothing", async () => {
  const before = organisation.connections().length;
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
  expect(organisation.connections()).toHaveLength(before);
});

test("an image that isn't what its version says, and two major versions at once, leave the old version answering", async () => {
  organisation.configure({ archive: { version: "11.0.2", sha256: digests["11.0.1"] } });
  expect((await organisation.tryUp("--skip-preview")).output).toContain("holds 11.0.1, not 11.0.2");
  organisation.configure({ archive: release("13.0.0") });
  expect((await organisation.tryUp("--skip-preview")).output).toContain("so 11.0.0 can't become 13.0.0 at once");
  expect(await versionNow()).toBe("11.0.0");
  expect(await visit(`files ada ${home("ada")}/note.txt`)).toBe("200");
});

test("an app that isn't there is refused before the upgrade", async () => {
  organisation.configure({ archive: release("11.0.1"), apps: ["files_sharing", "calendar"] });
  expect((await organisation.tryUp("--skip-preview")).output).toContain("apps: calendar doesn't come with");
  expect(await versionNow()).toBe("11.0.0");
  organisation.configure({ apps: undefined });
});

test("an upgrade that fails is taken back, one that works keeps everything, and who left is out", async () => {
  await sql("CREATE TABLE oc_upgraded_to_11_0_1 (in_the_way int)");
  organisation.configure({ archive: release("11.0.1") });
  const failed = await organisation.tryUp("--skip-preview");
  expect(failed.output).toContain("what was installed before is back");
  expect(await versionNow()).toBe("11.0.0");
  expect(await visit(`files ada ${home("ada")}/note.txt`)).toBe("200");
  await sql("DROP TABLE oc_upgraded_to_11_0_1");
  organisation.configure({ people: [ada] });
  await organisation.up();
  expect(await versionNow()).toBe("11.0.1");
  expect(await visit(`curl -sS -u ada:${person} ${home("ada")}/note.txt`)).toBe("shared");
  expect(await visit(`files grace ${home("grace")}/`)).toBe("401");
  expect(await organisation.sh("cat /var/log/open-infrastructure/documents-people.log")).toContain("grace left");
});

test("all of it is back after a reboot", async () => {
  const { id } = await organisation.machine();
  await organisation.world.rebootMachine(id);
  await eventually("the documents", async () => (await visit(`files ada ${home("ada")}/note.txt`)) === "200");
  const timer = "systemctl is-active open-infrastructure-documents-cron.timer || true";
  await eventually("the timer", async () => (await organisation.sh(timer)) === "active");
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
});
