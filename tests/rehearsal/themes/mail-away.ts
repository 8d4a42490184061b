import type { Mail } from "../mail";
import { eventually, type Organisation } from "../organisation";
import type { Subscribers } from "../subscribers";

const talk = "talk@lists.example.org";
const watcher = "open-infrastructure-lists-watch.service";

/** Subscribers of the list `talk`, one of them with a full mailbox. */
interface People {
  writer: string;
  reader: string;
  full: string;
}

/** What becomes of posts while the mailbox, the relay or Mailman itself is away. */
export function mailAwayTests(organisation: Organisation, mail: Mail, subscribers: Subscribers, people: People): void {
  const { writer, reader, full } = people;
  const arrives = (address: string, subject: string): Promise<string> => mail.wait(address, subject);

  /** A post that the relay is in the way of. */
  async function held(subject: string): Promise<void> {
    await mail.send({ from: writer, to: talk, subject });
    await eventually("a post that waits", async () => {
      return (await organisation.sh("find /var/lib/mailman3/queue/retry -name '*.pck'")) !== "";
    });
  }

  /** What waits goes out now, and not after five minutes; the post comes once, and nobody counts as unreachable. */
  async function released(subject: string): Promise<void> {
    // A Mailman that was started anew has seen to it itself.
    await organisation.sh(
      "cd /var/lib/mailman3/queue && find retry -name '*.pck' -exec mv --target-directory=out {} +",
    );
    await arrives(reader, subject);
    expect(await mail.find(reader, subject)).toHaveLength(1);
    expect(await bounces(writer)).toBe(0);
    expect(await bounces(reader)).toBe(0);
  }

  const bounces = async (address: string): Promise<number> =>
    Number(
      await organisation.sh(
        `cd / && runuser -u list -- psql -XAtqc "SELECT count(*) FROM bounceevent WHERE email = '${address}'" mailman`,
      ),
    );

  const watcherSaid = () => organisation.sh(`journalctl --sync; journalctl --no-pager -u ${watcher}`);

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
    await eventually("the watcher's alarm", async () =>
      (await organisation.sh(`systemctl show --property=ActiveState --value ${watcher}`)).includes("failed"),
    );
    expect(await watcherSaid()).toMatch(/takes no mail from the lists; all of it waits: 535 /);
    await organisation.sh("mv /root/mailman.cfg /etc/mailman3 && systemctl restart mailman3");
    await released("Locked out");
    await organisation.sh(`systemctl start ${watcher}`);
  });

  test("while the relay has had enough for the day nothing is lost, and the watcher says so", async () => {
    await mail.refuse("554 5.7.1 Daily limit reached");
    await held("Tomorrow");
    await expect(organisation.sh(`systemctl start ${watcher}`)).rejects.toThrow("failed");
    expect(await watcherSaid()).toContain("for five days: 554 5.7.1");
    await mail.refuse(undefined);
    await released("Tomorrow");
  });

  test("while the mailbox is away mail waits in it", async () => {
    await mail.set("mailbox", "down");
    await mail.send({ from: writer, to: talk, subject: "Closed" });
    await arrives("catch-all@lists.example.org", "Closed");
    await new Promise((done) => setTimeout(done, 5_000));
    expect(await mail.find(reader, "Closed")).toHaveLength(0);
    await mail.set("mailbox", "up");
    await arrives(reader, "Closed");
    expect(await mail.find(reader, "Closed")).toHaveLength(1);
  });

  test("Mailman killed in the middle loses nothing", async () => {
    const posts = 24;
    const kills = 2;
    for (let n = 1; n <= posts; n++) {
      await mail.send({ from: writer, to: talk, subject: `Series ${n}.` });
      if (n % 10 === 0) await organisation.sh("systemctl kill --signal=KILL mailman3");
    }
    await subscribers.allArrived([writer, reader], "Series", posts);
    const twice = [...(await subscribers.counts(reader, "Series")).values()].filter((count) => count > 1);
    // What was under way to the relay at that moment may have got there.
    expect(twice.length).toBeLessThanOrEqual(kills);
    expect(await organisation.sh("find /var/lib/mailman3/queue/shunt -type f")).toBe("");
  });

  test("a bounce is counted", async () => {
    await eventually("the bounce", async () => (await bounces(full)) > 0);
  });
}
