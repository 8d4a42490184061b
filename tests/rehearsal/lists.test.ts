import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState } from "../../rehearsal/engine";
import { Mail, header, headerFields } from "./mail";
import { eventually, Organisation } from "./organisation";
import { observatory } from "./scanners";
import { Subscribers } from "./subscribers";

const pages = "https://lists.example.org";
const grace = "grace@example.org";
const lists = [
  { name: "talk", description: "Everybody's", archive: "public" },
  { name: "board", posting: "moderated", moderators: [grace] },
  { name: "old", archive: "public" },
];
const organisation = new Organisation({ website: undefined, notify: undefined, lists });
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

jest.setTimeout(180_000);

beforeAll(async () => {
  await organisation.up();
  const { deployment } = await exportState(organisation.stateFile, { showSecrets: true });
  const resources = deployment.resources as { urn: string; outputs?: { adminPassword?: unknown } }[];
  const found = resources.find(({ urn }) => urn.endsWith("MailingLists::lists"));
  password = /[0-9a-f]{64}/.exec(JSON.stringify(found?.outputs?.adminPassword))![0];
}, 1_200_000);

afterAll(async () => {
  await organisation.end();
  rmSync(scratch, { recursive: true });
}, 300_000);

/** Waits for a message; a busy computer takes its time. */
const arrives = (address: string, subject: string): Promise<string> => mail.wait(address, subject, 90);

/** Runs a script where visitors are, one browser for all. */
async function visit(script: string): Promise<string> {
  const { status, stdout, stderr } = await organisation.visit("sh", "-euc", `${prelude}\n${script}`);
  if (status !== 0) throw new Error(`${script}\nstatus ${status}: ${stdout}${stderr}`);
  return stdout.trim();
}

const prelude = `cd ${scratch}
page() { curl -sS --max-time 30 -b jar -c jar "$@"; }
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
  await eventually("the post in the archive", 90, async () => (await visit(`page -L ${archived}`)).includes("Hello"));
});

test("an answer follows in the thread", async () => {
  const received = await arrives(carol, "First");
  await mail.send({
    ...{ from: carol, to: talk, subject: "Re: [talk] First", text: "Hello yourself" },
    headers: { "In-Reply-To": header(received, "Message-ID")! },
  });
  await arrives(bob, "First");
  const thread = header(received, "Archived-At")!.replace(/[<>]/g, "").replace("/message/", "/thread/");
  await eventually("two people in one thread", 90, async () =>
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
  const id = JSON.parse(await subscribers.onMachine(`rest lists/${talk}/held`)).entries[0].request_id;
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
  await eventually("a line about it", 90, async () =>
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

/** A post that the relay is in the way of. */
async function held(subject: string): Promise<void> {
  await mail.send({ from: bob, to: talk, subject });
  await eventually("a post that waits", 60, async () => {
    return (await organisation.sh("find /var/lib/mailman3/queue/retry -name '*.pck'")) !== "";
  });
}

/** What waits goes out now, and not after five minutes; the post comes once, and nobody counts as unreachable. */
async function released(subject: string): Promise<void> {
  await organisation.sh("mv /var/lib/mailman3/queue/retry/*.pck /var/lib/mailman3/queue/out/");
  await arrives(carol, subject);
  expect(await mail.find(carol, subject)).toHaveLength(1);
  expect(await bounces(bob)).toBe(0);
  expect(await bounces(carol)).toBe(0);
}

const bounces = async (address: string): Promise<number> =>
  Number(
    await organisation.sh(
      `cd / && runuser -u list -- psql -XAtqc "SELECT count(*) FROM bounceevent WHERE email = '${address}'" mailman`,
    ),
  );

const watcher = "open-infrastructure-lists-watch.service";

test("while the relay is away nothing is lost, and nothing comes twice", async () => {
  await mail.set("relay", "down");
  await held("Patience");
  await mail.set("relay", "up");
  await released("Patience");
});

test("while the relay refuses the login nothing is lost, and somebody is told at once", async () => {
  await organisation.sh(
    `cp -a /etc/mailman3/mailman.cfg /root
    sed -i 's/^smtp_pass: .*/smtp_pass: wrong/' /etc/mailman3/mailman.cfg
    systemctl restart mailman3`,
  );
  await held("Locked out");
  await eventually("the watcher's alarm", 30, async () =>
    (await organisation.sh(`systemctl show --property=ActiveState --value ${watcher}`)).includes("failed"),
  );
  expect(await organisation.sh(`journalctl --no-pager -u ${watcher}`)).toMatch(
    /takes no mail from the lists; all of it waits: 535 /,
  );
  await organisation.sh("mv /root/mailman.cfg /etc/mailman3 && systemctl restart mailman3");
  await released("Locked out");
  await organisation.sh(`systemctl start ${watcher}`);
});

test("while the relay has had enough for the day nothing is lost, and the watcher says so", async () => {
  await mail.refuse("554 5.7.1 Daily limit reached");
  await held("Tomorrow");
  await expect(organisation.sh(`systemctl start ${watcher}`)).rejects.toThrow("failed");
  expect(await organisation.sh(`journalctl --no-pager -u ${watcher}`)).toContain("for five days: 554 5.7.1");
  await mail.refuse(undefined);
  await released("Tomorrow");
});

test("while the mailbox is away mail waits in it", async () => {
  await mail.set("mailbox", "down");
  await mail.send({ from: bob, to: talk, subject: "Closed" });
  await arrives("catch-all@lists.example.org", "Closed");
  await new Promise((done) => setTimeout(done, 5_000));
  expect(await mail.find(carol, "Closed")).toHaveLength(0);
  await mail.set("mailbox", "up");
  await arrives(carol, "Closed");
  expect(await mail.find(carol, "Closed")).toHaveLength(1);
});

test("Mailman killed in the middle loses nothing", async () => {
  const posts = 24;
  const kills = 2;
  for (let n = 1; n <= posts; n++) {
    await mail.send({ from: bob, to: talk, subject: `Series ${n}.` });
    if (n % 10 === 0) await organisation.sh("systemctl kill --signal=KILL mailman3");
  }
  await subscribers.allArrived([bob, carol], "Series", posts, 150);
  const twice = [...(await subscribers.counts(carol, "Series")).values()].filter((count) => count > 1);
  // What was under way to the relay at that moment may have got there.
  expect(twice.length).toBeLessThanOrEqual(kills);
  expect(await organisation.sh("find /var/lib/mailman3/queue/shunt -type f")).toBe("");
});

test("a bounce is counted", async () => {
  await eventually("the bounce", 150, async () => (await bounces(full)) > 0);
});

test("others on the machine, nginx among them, see nothing of the lists' secrets", async () => {
  const names = "admin-password archiver-key relay-password rest-password secret-key mailbox-password";
  for (const user of ["www-data", "nobody", "open-infrastructure-lists"]) {
    const readable = await organisation.sh(
      `cd /etc/open-infrastructure/lists/secrets && for name in ${names}; do cat $name; echo; done | grep . >/root/secrets && cd / &&
      { setpriv --reuid=${user} --regid="$(id -g ${user})" --init-groups grep -rlsF -f - /etc /srv /run /usr/local /var/lib /var/log </root/secrets || true; }`,
    );
    const own = ["open_infrastructure_lists.py", "relay-password"].map(
      (file) => `/etc/mailman3/open-infrastructure/${file}`,
    );
    expect(readable.split("\n").sort()).toEqual(user === "open-infrastructure-lists" ? own : [""]);
  }
  const asNginx = "cd / && setpriv --reuid=www-data --regid=www-data --init-groups";
  await expect(organisation.sh(`${asNginx} psql -XAtqc 'SELECT 1' mailmanweb`)).rejects.toThrow("www-data");
  const pagesGroups = await organisation.sh(
    "for pid in $(pgrep -u open-infrastructure-lists); do grep -h ^Groups: /proc/$pid/status; done | sort -u; getent group www-data",
  );
  expect(pagesGroups).toMatch(/^Groups:\s+(\d+)? *\nwww-data:x:33:[^,]*$/);
  expect(pagesGroups).not.toMatch(/Groups:.*\b33\b/);
});

test("nobody but root can put a link where root writes", async () => {
  const places = "/srv/data/lists /srv/data/lists/templates /srv/data/lists/templates/site/en";
  expect(await organisation.sh(`stat -c %U:%a ${places}`)).toBe("root:755\nroot:755\nroot:755");
});

test("Django's own pages are not there", async () => {
  expect(await visit(`status ${pages}/admin/; status ${pages}/admin/login/`)).toBe("404 404");
});

test("units may do little", async () => {
  const units = "mailman3 mailman3-web open-infrastructure-lists-fetch open-infrastructure-lists-watch";
  const scores = await organisation.sh(
    `for unit in ${units}; do systemd-analyze security --no-pager $unit | sed -n 's/.*exposure level for \\(.*\\): \\([0-9.]*\\) .*/\\1 \\2/p'; done`,
  );
  expect(scores.split("\n")).toHaveLength(4);
  for (const line of scores.split("\n")) expect(Number(line.split(" ")[1])).toBeLessThanOrEqual(3);
  expect(await organisation.sh("ss -Hltn | awk '{ print $4 }' | grep -v '^127\\|^\\[::1\\]' | sort -u")).not.toMatch(
    /:(25|587|8000|8001|8024)\b/,
  );
});

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
  expect(await visit(`page -L ${pages}/hyperkitty/list/old@lists.example.org/latest`)).toContain("Memory");
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
