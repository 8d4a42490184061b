import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { documentsReleases, type NamedRelease } from "../rehearsal/nextclouds";
import { eventually, Organisation } from "../rehearsal/organisation";

// What the page about documents says to type is typed here, on a machine that is lost afterwards and on the next one.
const page = readFileSync(resolve(__dirname, "../../docs/components/documents.md"), "utf8");
const commands = (heading: string): string => {
  const [, block] = new RegExp(`\n### ${heading}\n[^#]*?\`\`\`sh server\n([^]*?)\n\`\`\`\n`).exec(page) ?? [];
  if (block === undefined) throw new Error(`the page has no commands under ${heading}`);
  return block.replaceAll("sudo ", "");
};

const site = "https://documents.example.org";
const ada = { name: "ada", mail: "ada@example.org" };
const grace = { name: "grace", mail: "grace@example.org" };
const person = "a-password-of-a-person";
const home = `${site}/remote.php/dav/files/ada`;
const directory = mkdtempSync(join(tmpdir(), "documents-restore-"));
const organisations: Organisation[] = [];
let release: NamedRelease;

beforeAll(async () => {
  release = (await documentsReleases(console.log)).first;
  execFileSync("sh", ["-c", `head -c 8M /dev/urandom >${directory}/large`]);
});

afterAll(async () => {
  for (const organisation of organisations) await organisation.end();
  rmSync(directory, { recursive: true });
});

/** An organisation with a machine and documents of its own. */
async function begun(): Promise<Organisation> {
  const organisation = new Organisation({ people: [ada], website: undefined, notify: undefined });
  organisations.push(organisation);
  organisation.program(join(__dirname, "../rehearsal/programs/documents.ts"));
  organisation.configure({ documents: { software: "nextcloud", release } });
  await organisation.up();
  return organisation;
}

/** Runs a script where visitors are. */
async function visit(organisation: Organisation, script: string): Promise<string> {
  const { stdout, stderr } = await organisation.visit("sh", "-euc", `cd ${directory}; ${script}`);
  return `${stdout}${stderr}`.trim();
}

const whatAdaHas = (organisation: Organisation): Promise<string> =>
  visit(organisation, `curl -fsS -u ada:${person} ${home}/large.bin | sha256sum`);

test("documents outlive the machine that is lost with its disk, and then move to the next generation", async () => {
  const lost = await begun();
  await lost.sh(`OC_PASS=${person} open-infrastructure-occ user:resetpassword --password-from-env ada`);
  await visit(lost, `curl -fsS -u ada:${person} -T large ${home}/large.bin`);
  const shares = `${site}/ocs/v2.php/apps/files_sharing/api/v1/shares?format=json`;
  const fields = "-H 'OCS-APIRequest: true' -d path=/large.bin -d shareType=3";
  const { ocs } = JSON.parse(await visit(lost, `curl -sS -u ada:${person} ${fields} '${shares}'`)) as {
    ocs: { data: { url: string } };
  };
  const hash = await visit(lost, "sha256sum <large");
  expect(await whatAdaHas(lost)).toBe(hash);
  await lost.sh(commands("Save"));
  // It goes on as before.
  expect(await eventually("the documents", async () => (await whatAdaHas(lost)) === hash)).toBe(true);
  cpSync(join((await lost.machine()).root, "root/saved"), join(directory, "saved"), { recursive: true });
  await lost.end();
  organisations.pop();

  const found = await begun();
  expect(await whatAdaHas(found)).not.toBe(hash);
  cpSync(join(directory, "saved"), join((await found.machine()).root, "root/saved"), { recursive: true });
  await found.sh(commands("Restore"));
  expect(await eventually("the documents", async () => (await whatAdaHas(found)) === hash)).toBe(true);
  expect(await visit(found, `curl -fsSL ${ocs.data.url}/download | sha256sum`)).toBe(hash);
  // It works on: somebody new, whose step runs again, and the work of every five minutes.
  found.configure({ people: [ada, grace] });
  await found.up();
  await found.sh(
    "systemctl start open-infrastructure-documents-cron && open-infrastructure-occ user:setting grace settings",
  );

  found.configure({ generation: 2 });
  await found.up();
  expect(await whatAdaHas(found)).toBe(hash);
  expect(await visit(found, `curl -fsSL ${ocs.data.url}/download | sha256sum`)).toBe(hash);
  expect(await found.up()).toMatch(/^\d+ same$/m);
});
