import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { customerRecords } from "../../rehearsal/internet/mail-records";
import { mailProvider, names, outside } from "../../rehearsal/internet/names";
import { World } from "../../rehearsal/world";
import { header, headerFields, Mail } from "./mail";
import { eventually } from "./organisation";

const scratch = mkdtempSync(join(tmpdir(), "mail-test-"));
const world = World.open(join(scratch, "world"));
const mail = new Mail(world);
const ada = "ada@example.org";
const bob = `bob@${outside.strict}`;
const eve = `eve@${outside.relaxed}`;
const domains = ["example.org", "lists.example.org"];

beforeAll(async () => {
  await world.up({ log: console.error });
  await world.publishZone(
    "example.org",
    domains.flatMap((domain) => customerRecords(domain)),
  );
});

afterAll(async () => {
  await world.down();
  rmSync(scratch, { recursive: true, force: true });
});

/** What the mail server of people outside found out. */
const findings = (message: string): string => headerFields(message, "Authentication-Results").join("\n");

test("all mail for a domain of lists is in one mailbox and says for whom it was", async () => {
  const to = ["talk@lists.example.org", "talk-confirm+1a2b@lists.example.org"];
  await mail.send({ from: bob, to, subject: "to many" });
  const all = await eventually("both", async () => {
    const found = await mail.find("catch-all@lists.example.org", "to many");
    return found.length >= 2 && found;
  });
  expect(all.flatMap((message) => headerFields(message, "Delivered-To")).sort()).toEqual(to.sort());
});

test.each(mailProvider.ports)("who logs in on port %i sends signed mail, which is believed outside", async (port) => {
  await mail.send({ from: ada, to: [bob, ada], subject: `port ${port}`, text: "Hello\nthere" }, port);
  const message = await mail.wait(bob, `port ${port}`);
  expect(findings(message)).toMatch(
    /^outside\.example\.net; dmarc=pass \(p=reject dis=none\) header\.from=example\.org$/m,
  );
  expect(findings(message)).toContain("spf=pass smtp.mailfrom=example.org");
  expect(findings(message)).toMatch(/dkim=pass .* header\.d=example\.org .* header\.s=mail/);
  await mail.wait(ada, `port ${port}`);
});

test("a forgery is refused outside, or marked where its domain asks for no more", async () => {
  expect(await mail.forge({ from: ada, to: bob, subject: "forged" })).toMatch(/^550 5\.7\.1 rejected by DMARC policy/);
  expect(await mail.forge({ from: eve, to: bob, subject: "forged" })).toMatch(/^250 /);
  expect(findings(await mail.wait(bob, "forged"))).toContain("dmarc=fail (p=none dis=none)");
});

test("mail that a stranger's provider passes on in another's name fails too", async () => {
  await mail.send({ from: ada, to: bob, subject: "in my name", headers: { From: bob } });
  const bounce = await mail.wait(ada, "Undelivered");
  expect(bounce).toContain(`rejected by DMARC policy for ${outside.strict}`);
  expect(await mail.find(bob, "in my name")).toEqual([]);
});

test("outside, nobody doesn't exist, and a full mailbox bounces", async () => {
  expect(await mail.forge({ from: eve, to: `nobody@${outside.relaxed}`, subject: "x" })).toMatch(/^550 5\.1\.1 /);
  await mail.send({ from: "talk-bounces@lists.example.org", to: `full@${outside.strict}`, subject: "full" });
  const bounce = await mail.wait("catch-all@lists.example.org", "Undelivered");
  expect(header(bounce, "Delivered-To")).toBe("talk-bounces@lists.example.org");
  expect(bounce).toMatch(/^Final-Recipient: rfc822; full@outside\.example\.net\r?$/m);
  expect(bounce).toMatch(/^Status: 5\.2\.2\r?$/m);
});

test("a mail program that waits is told of new mail at once, and is cut off when the mailbox is down", async () => {
  const imap = new Imap();
  await imap.says("* OK");
  imap.write(`a login carl@example.org ${mailProvider.password}\r\nb select inbox\r\nc idle\r\n`);
  await imap.says("+ idling");
  await mail.send({ from: eve, to: "carl@example.org", subject: "wake up" });
  await imap.says("* 1 EXISTS");
  await mail.set("mailbox", "down");
  await imap.ended;
  const refused = new Imap();
  await refused.ended;
  expect(refused.heard).toBe("");
  await mail.set("mailbox", "up");
  await new Imap().says("* OK");
});

test("when the relay is down nobody sends, yet mail still arrives", async () => {
  await mail.set("relay", "down");
  for (const port of mailProvider.ports)
    await expect(mail.send({ from: ada, to: bob, subject: "down" }, port)).rejects.toThrow("refused");
  await mail.send({ from: bob, to: ada, subject: "can you hear me" });
  await mail.wait(ada, "can you hear me");
  await mail.set("relay", "up");
  await mail.send({ from: ada, to: bob, subject: "up again" });
});

/** A conversation with the mailbox. */
class Imap {
  private readonly socket: TLSSocket;
  heard = "";
  readonly ended: Promise<unknown>;

  constructor() {
    const ca = readFileSync(join(world.directory, "trusted.pem"), "utf8");
    const wire = world.connect(names.mailbox, 993);
    this.ended = new Promise((done) => wire.once("end", done));
    this.socket = connect({ socket: wire, servername: names.mailbox, ca });
    this.socket.on("data", (text: Buffer) => (this.heard += text));
    // Being cut off is what is waited for.
    this.socket.on("error", () => undefined);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  says(text: string): Promise<unknown> {
    return eventually(text, async () => this.heard.includes(text));
  }
}
