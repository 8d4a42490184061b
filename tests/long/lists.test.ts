import { join } from "node:path";
import { Mail } from "../rehearsal/mail";
import { eventually, Organisation } from "../rehearsal/organisation";
import { Subscribers } from "../rehearsal/subscribers";

// 500 posts to 100 people, while Mailman is killed, the mailbox goes away, and the relay goes away for ten minutes.
const posts = 500;
const organisation = new Organisation({
  website: undefined,
  notify: undefined,
  lists: [{ name: "talk", posting: "open", archive: "public" }],
});
organisation.program(join(__dirname, "../rehearsal/programs/lists.ts"));
const mail = new Mail(organisation.world);
const subscribers = new Subscribers(organisation, mail);
const readers = Array.from({ length: 100 }, (_, n) => Subscribers.outside(`reader${n}`));
const writer = Subscribers.outside("writer");
const talk = "talk@lists.example.org";
const minutes = 60_000;
let kills = 0;

jest.setTimeout(120 * minutes);

beforeAll(async () => {
  await organisation.up();
  await subscribers.enlist(readers, "talk");
});

afterAll(() => organisation.end());

const kill = async (): Promise<void> => {
  kills++;
  await organisation.sh("systemctl kill --signal=KILL mailman3");
};

test("a post is in 100 mailboxes, and how long it took", async () => {
  const begun = Date.now();
  await mail.send({ from: writer, to: talk, subject: "Quick" });
  for (const reader of readers) await mail.wait(reader, "Quick");
  console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s from sending to the last of 100 mailboxes`);
});

test("500 posts reach 100 people, whatever breaks meanwhile", async () => {
  for (let n = 1; n <= posts; n++) {
    await mail.send({ from: writer, to: talk, subject: `Series ${n}.` });
    if (n === 100 || n === 200) await kill();
    if (n === 250) await mail.set("mailbox", "down");
    if (n === 300) await mail.set("mailbox", "up");
    if (n === 350) await mail.set("relay", "down");
  }
  await new Promise((done) => setTimeout(done, 10 * minutes));
  await kill();
  await mail.set("relay", "up");
  const back = Date.now();
  await subscribers.allArrived(readers, "Series", posts, 75 * minutes);
  // What was under way to the relay when Mailman was killed may have got there: once more to all, for each time.
  const counts = await Promise.all(readers.map((reader) => subscribers.counts(reader, "Series")));
  const doubled = counts.map((counted) => [...counted.values()].reduce((sum, count) => sum + count, 0) - posts);
  console.log(
    `${posts} posts in ${readers.length} mailboxes ${Math.round((Date.now() - back) / 1000)} s after the relay was back; once more at most ${Math.max(...doubled)}`,
  );
  expect(Math.max(...doubled)).toBeLessThanOrEqual(kills);
  expect(
    await organisation.sh(
      "find /var/lib/mailman3/queue/shunt /srv/data/lists/fetched/refused -type f 2>/dev/null || true",
    ),
  ).toBe("");
});

test("all of them are in the archive", async () => {
  const count =
    "cd / && runuser -u open-infrastructure-lists -- psql -XAtqc 'SELECT count(*) FROM hyperkitty_email' mailmanweb";
  await eventually("the archive", async () => Number(await organisation.sh(count)) === posts + 1);
});
