import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState } from "../../rehearsal/engine";
import { Mail, header, headerFields } from "./mail";
import { eventually, Organisation } from "./organisation";
import { observatory } from "./scanners";
import { Subscribers } from "./subscribers";
import { listsExposureTests } from "./themes/lists-exposure";
import { mailAwayTests } from "./themes/mail-away";

const pages = "https://lists.example.org";
const grace = "grace@example.org";
const lists = [
  { name: "talk", description: "Everybody's", archive: "public" },
  { name: "board", posting: "moderated", moderators: [grace] },
  { name: "old", archive: "public" },
];
const image = process.env.LISTS_IMAGE;
const organisation = new Organisation({
  website: undefined,
  notify: undefined,
  lists,
  ...(image && { host: { image } }),
});
organisation.program(join(__dirname, "programs/lists.ts"));
const mail = new Mail(organisation.world);
const subscribers = new Subscribers(organisation, mail);
const scratch = mkdtempSync(join(tmpdir(), "lists-"));
const bob = Subscribers.outside("bob");
const carol = Subscribers.outside("carol");
const dave = Subscribers.outside("dave");
const full = Subscribers.outside("full");
const talk = "talk@lists.example.org";
let password: string;

beforeAll(async () => {
  await organisation.up();
  const { deployment } = await exportState(organisation.stateFile, { showSecrets: true });
  const resources = deployment.resources as { urn: string; outputs?: { adminPassword?: unknown } }[];
  const found = resources.find(({ urn }) => urn.endsWith("MailingLists::lists"));
  password = /[0-9a-f]{64}/.exec(JSON.stringify(found?.outputs?.adminPassword))![0];
});

afterAll(async () => {
  await organisation.end();
  rmSync(scratch, { recursive: true });
});

/** Waits for a message; a busy computer takes its time. */
const arrives = (address: string, subject: string): Promise<string> => mail.wait(address, subject);

/** Runs a script where visitors are, one browser for all. */
async function visit(script: string): Promise<string> {
  const { status, stdout, stderr } = await organisation.visit("sh", "-euc", `${prelude}\n${script}`);
  if (status !== 0) throw new Error(`${script}\nstatus ${status}: ${stdout}${stderr}`);
  return stdout.trim();
}

const prelude = `cd ${scratch}
page() { curl -sS -b jar -c jar "$@"; }
status() { page -o /dev/null -w '%{http_code} %{redirect_url}' "$@"; }
token() { page "$1" | sed -n 's/.*name="csrfmiddlewaretoken" value="\\([^"]*\\)".*/\\1/p' | head -n 1; }
submit() { form=$1; to=$2; shift 2; status -e "$form" --data-urlencode "csrfmiddlewaretoken=$(token "$form")" "$@" "$to"; }`;

test("a list is as it is declared", async () => {
  const settings = JSON.parse(await subscribers.onMachine(`rest lists/${talk}/config`));
  expect(settings).toMatchObject({
    description: "Everybody's",
    archive_policy: "public",
    dmarc_mitigate_action: "munge_from",
    dmarc_mitigate_unconditionally: true,
    default_nonmember_action: "hold",
  });
  expect(await subscribers.onMachine("rest lists/board@lists.example.org/roster/moderator")).toContain(grace);
});

test("systemd knows all units of the machine as they are", async () => {
  const outdated = "systemctl show '*' --property=NeedDaemonReload --value | sort -u | xargs";
  expect(await organisation.sh(outdated)).toBe("no");
});

test("people subscribe by mail and on the page, and confirm that it was them", async () => {
  await subscribers.join(bob, "talk");
  const form = `${pages}/postorius/lists/talk.lists.example.org/`;
  expect(await visit(`submit ${form} ${form}anonymous_subscribe --data-urlencode email=${carol}`)).toMatch(/^302 /);
  await subscribers.confirm(carol, "talk");
  const [welcome] = await mail.find(carol, "Welcome");
  expect(welcome).toContain(form);
});

test("a post goes out in the list's name, is believed, and is in the archive", async () => {
  await mail.send({ from: bob, to: talk, subject: "First", text: "Hello everybody" });
  const received = await arrives(carol, "First");
  expect(header(received, "Subject")).toBe("[talk] First");
  expect(header(received, "From")).toMatch(/via talk.* <talk@lists\.example\.org>$/);
  expect(header(received, "Reply-To")).toContain(bob);
  // By the records that MailDns wrote, at a server that rejects what they don't allow.
  const findings = headerFields(received, "Authentication-Results").join("\n");
  expect(findings).toContain("dmarc=pass (p=reject dis=none) header.from=lists.example.org");
  expect(findings).toMatch(/spf=pass smtp\.mailfrom=lists\.example\.org/);
  expect(findings).toMatch(/dkim=pass .* header\.d=lists\.example\.org/);
  expect(await mail.forge({ from: talk, to: carol, subject: "Forged" })).toMatch(
    /^550 5\.7\.1 rejected by DMARC policy/,
  );
  const archived = header(received, "Archived-At")!.replace(/[<>]/g, "");
  expect(archived).toMatch(/^https:\/\/lists\.example\.org\/hyperkitty\//);
  await eventually("the post in the archive", async () => (await visit(`page -L ${archived}`)).includes("Hello"));
});

test("an answer follows in the thread", async () => {
  const received = await arrives(carol, "First");
  await mail.send({
    ...{ from: carol, to: talk, subject: "Re: [talk] First", text: "Hello yourself" },
    headers: { "In-Reply-To": header(received, "Message-ID")! },
  });
  await arrives(bob, "First");
  const thread = header(received, "Archived-At")!.replace(/[<>]/g, "").replace("/message/", "/thread/");
  await eventually("two people in one thread", async () =>
    (await visit(`page -L ${thread} | sed 's/<[^>]*>//g' | tr -s ' \\n' ' '`)).includes("participants (2)"),
  );
});

test("what a stranger posts waits until somebody decides on the page", async () => {
  await mail.send({ from: dave, to: talk, subject: "Stranger" });
  const notice = await arrives("ada@example.org", `${talk} post from ${dave}`);
  const held = /https:\S+held_messages/.exec(notice)![0];
  expect(held).toBe(`${pages}/postorius/lists/talk.lists.example.org/held_messages`);
  const login = `${pages}/accounts/login/`;
  const fields = `--data-urlencode login=administrator --data-urlencode password=${password}`;
  expect(await visit(`submit ${login} ${login} ${fields}`)).toMatch(/^302 /);
  expect(await mail.find(bob, "Stranger")).toHaveLength(0);
  // Mailman may send the notice a moment before it has kept what it is about.
  const id = await eventually<number>("the post that is held", async () => {
    const { entries } = JSON.parse(await subscribers.onMachine(`rest lists/${talk}/held`));
    return entries?.[0].request_id;
  });
  const decide = `--data-urlencode choices=${id} --data-urlencode accept=1`;
  expect(await visit(`submit ${held} ${held} ${decide}`)).toMatch(/^200/);
  await arrives(bob, "Stranger");
});

test("no post to a moderated list goes out by itself", async () => {
  await subscribers.enlist([bob, carol], "board");
  await mail.send({ from: bob, to: "board@lists.example.org", subject: "Motion" });
  await arrives(grace, `board@lists.example.org post from ${bob}`);
  expect(await mail.find(carol, "Motion")).toHaveLength(0);
});

test("mail to no list bothers nobody", async () => {
  await mail.send({ from: bob, to: "nosuch@lists.example.org", subject: "Lost" });
  await eventually("a line about it", async () =>
    (await organisation.sh("journalctl -t lists-deliver --no-pager")).includes("to nosuch@lists.example.org"),
  );
  expect(await organisation.sh("ls /srv/data/lists/fetched")).not.toContain("refused");
});

test("a digest brings several posts at once", async () => {
  const erin = Subscribers.outside("erin");
  await subscribers.enlist([erin], "talk");
  await subscribers.onMachine(
    `rest "members/find" -d subscriber=${erin} >/tmp/member
    rest "members/$(sed 's/.*"member_id": "\\([^"]*\\)".*/\\1/' /tmp/member)" -X PATCH -d delivery_mode=plaintext_digests`,
  );
  // Its mail bounces, which Mailman looks at every other minute, or when it is started.
  await subscribers.enlist([full], "talk");
  await mail.send({ from: bob, to: talk, subject: "Weekly" });
  await arrives(carol, "Weekly");
  await organisation.sh("cd / && runuser -u list -- mailman digests --send --list talk@lists.example.org");
  expect(await arrives(erin, "talk Digest")).toContain("Weekly");
});

mailAwayTests(organisation, mail, subscribers, { writer: bob, reader: carol, full });
listsExposureTests(organisation, visit);

test("the Observatory finds nothing on the front page", async () => {
  const { scan } = await observatory(organisation, "lists.example.org");
  expect(scan.grade).toBe("A+");
});

test("a list that is declared no longer stays, with its archive, and is named", async () => {
  await mail.send({ from: bob, to: "old-join@lists.example.org", subject: "join" });
  await subscribers.confirm(bob, "old");
  await mail.send({ from: bob, to: "old@lists.example.org", subject: "Memory", text: "Remember" });
  await arrives(bob, "Memory");
  organisation.configure({ lists: lists.slice(0, 2) });
  expect(await organisation.up()).toMatch(/declared no longer, and kept with archive and subscribers .*: old;/);
  const archive = `${pages}/hyperkitty/list/old@lists.example.org/latest`;
  await eventually("the post in the archive", async () => (await visit(`page -L ${archive}`)).includes("Memory"));
});

test("a password that is refused leaves no trace", async () => {
  const kept = "cd /etc/open-infrastructure/lists/secrets && sha256sum * && ls -A";
  const before = await organisation.sh(kept);
  for (const which of ["listsRelayPassword", "listsMailboxPassword"]) {
    organisation.configure({ [which]: "wrong" });
    const { status, output } = await organisation.tryUp("--skip-preview");
    expect(status).not.toBe(0);
    expect(output).toMatch(/(relay|mailbox): (smtp|imap)\.example\.net refuses catch-all@lists\.example\.org/);
    organisation.configure({ [which]: { secure: "" } });
  }
  expect(await organisation.sh(kept)).toBe(before);
  const connections = organisation.connections().length;
  organisation.configure({ listsRelayPassword: "of two\nlines" });
  expect((await organisation.tryUp("--skip-preview")).output).toContain("relay.password must be one line");
  organisation.configure({ listsRelayPassword: { secure: "" } });
  // Not even the first step ran, nor does one now.
  await organisation.up();
  expect(organisation.connections()).toHaveLength(connections);
  await organisation.sh("systemctl restart open-infrastructure-lists-fetch");
  await mail.send({ from: bob, to: talk, subject: "No harm" });
  await arrives(carol, "No harm");
});

test("a port that is blocked is explained before anything is touched", async () => {
  organisation.configure({ relayPort: 2526 });
  const { status, output } = await organisation.tryUp("--skip-preview");
  expect(status).not.toBe(0);
  expect(output).toContain("relay.port: this machine can't reach port 2526 of smtp.example.net");
  // As at a cloud, 465 and 587 don't.
  expect(output).toMatch(/Ports that do answer: 2525$/m);
  organisation.configure({ relayPort: undefined });
  await organisation.up();
});

test("a second run changes nothing and connects to nothing", async () => {
  const before = organisation.connections().length;
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
  expect(organisation.connections()).toHaveLength(before);
  expect(organisation.output).not.toContain(password);
});

test("after a reboot posts go out, and who leaves gets no more", async () => {
  const { id } = await organisation.machine();
  await organisation.world.rebootMachine(id);
  await mail.send({ from: carol, to: "talk-leave@lists.example.org", subject: "leave" });
  await subscribers.answer(carol, await arrives(carol, "needed to leave"), "");
  await arrives(carol, "unsubscribed");
  await mail.send({ from: bob, to: talk, subject: "Afterwards" });
  await arrives(bob, "Afterwards");
  expect(await mail.find(carol, "Afterwards")).toHaveLength(0);
});
