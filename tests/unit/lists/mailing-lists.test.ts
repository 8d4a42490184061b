import type { MailingListsArgs } from "../../../components/lists/lists-args";
import { MailingLists } from "../../../components/lists/mailing-lists";
import { commands, pretendEngine, type Registered, settled, testHost, valueOf } from "../harness";

const ada = { name: "ada", mail: "ada@example.org", roles: ["administrator" as const] };
const password = "secret-of-the-mailbox";
const plain: MailingListsArgs = {
  host: testHost,
  domain: "lists.example.org",
  mailbox: { server: "imap.example.net", user: "lists@example.net", password },
  relay: { server: "smtp.example.net", user: "lists@example.net", password },
  people: [ada],
  lists: [{ name: "talk" }],
};

afterEach(settled);

async function made(args: Partial<MailingListsArgs> = {}, preview = false): Promise<Registered[]> {
  const seen = pretendEngine({ preview });
  new MailingLists("lists", { ...plain, ...args });
  await settled();
  return seen;
}

test("lists are five steps on the machine, known at the first preview", async () => {
  const scripts = commands(await made({}, true));
  expect(Object.keys(scripts)).toEqual(["lists-base", "lists-service", "lists-lists", "lists-mail", "lists-site"]);
  for (const script of Object.values(scripts)) expect(script).toContain("begin lists-");
});

test("a user who can't be one is refused before the first step is asked for", async () => {
  const seen = pretendEngine();
  const mailbox = { ...plain.mailbox, user: "no user" };
  expect(() => new MailingLists("lists", { ...plain, mailbox })).toThrow("mailbox.user must be a user name");
  await settled();
  expect(commands(seen)).toEqual({});
});

test("passwords travel on standard input only", async () => {
  for (const { inputs, secret } of await made()) {
    expect(JSON.stringify(inputs.create ?? "")).not.toContain(password);
    if (inputs.stdin !== undefined) expect(secret).toContain("stdin");
  }
});

test("it hands out what others need", async () => {
  pretendEngine();
  const lists = new MailingLists("lists", plain);
  expect(await valueOf(lists.url)).toBe("https://lists.example.org/");
  expect(await valueOf(lists.names)).toEqual(["lists.example.org"]);
  expect(await valueOf(lists.connection)).toEqual(testHost);
  expect(await valueOf(lists.adminUser)).toBe("administrator");
  expect(await valueOf(lists.health)).toEqual({ url: "https://lists.example.org/postorius/lists/", status: 200 });
  expect(await valueOf(lists.backup)).toEqual({
    paths: ["/srv/data/lists", "/srv/data/settings/lists"],
    databases: ["mailman", "mailmanweb"],
    units: ["open-infrastructure-lists-fetch.service", "mailman3.service", "mailman3-web.service"],
  });
  expect(await (lists.adminPassword as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
});

test("a list has nine addresses", async () => {
  pretendEngine();
  const lists = new MailingLists("lists", { ...plain, mailDomain: "talk.example.org" });
  const [talk] = await valueOf(lists.addresses);
  expect(talk!.list).toBe("talk");
  expect(talk!.addresses).toHaveLength(9);
  expect(talk!.addresses).toContain("talk@talk.example.org");
  expect(talk!.addresses).toContain("talk-bounces@talk.example.org");
});

test.each([
  [465, "smtp_secure_mode: smtps", "EMAIL_USE_SSL = True"],
  [587, "smtp_secure_mode: starttls", "EMAIL_USE_TLS = True"],
])("port %s of the relay is spoken to with TLS", async (port, core, pages) => {
  const { "lists-service": script } = commands(await made({ relay: { ...plain.relay, port } }));
  expect(script).toContain(core);
  expect(script).toContain(pages);
});

test("a list says all of what it doesn't say", async () => {
  const { "lists-lists": script } = commands(await made());
  expect(script).toContain('"dmarc_mitigate_action": "munge_from"');
  expect(script).toContain('"dmarc_mitigate_unconditionally": true');
  expect(script).toContain('"archive_policy": "private"');
  expect(script).toContain('"default_nonmember_action": "hold"');
  expect(script).toContain('"ada@example.org"');
});

test("as many lists as are said to be possible are", async () => {
  const lists = Array.from({ length: 195 }, (_, n) => ({ name: `list-${n}` }));
  const { "lists-lists": script } = commands(await made({ lists }));
  expect(script).toContain('"list-194"');
});

test("a mailbox may be at a port of its own", async () => {
  const { "lists-mail": script } = commands(await made({ mailbox: { ...plain.mailbox, port: 10993 } }));
  expect(script).toContain("port = 10993");
});

test("a header may have digits in its name", async () => {
  const { "lists-mail": script } = commands(await made({ mailbox: { ...plain.mailbox, envelopeHeader: "X-Ms2-To" } }));
  expect(script).toContain("envelope_recipient = x-ms2-to:1");
});

const refused: [string, Partial<MailingListsArgs>, string][] = [
  ["a list with an address of Mailman's own", { lists: [{ name: "talk-owner" }] }, "lists[0].name must be lower-case"],
  ["a list in capitals", { lists: [{ name: "Talk" }] }, "lists[0].name must be lower-case"],
  ["a list of somebody else's", { lists: [{ name: "postmaster" }] }, 'lists[0].name must not be "postmaster"'],
  ["two of a name", { lists: [{ name: "a" }, { name: "a" }] }, 'lists must have different names, got "a" twice'],
  ["a list without an owner", { lists: [{ name: "a", owners: [] }] }, "lists[0].owners must name somebody"],
  ["an owner who is nobody", { lists: [{ name: "a", owners: ["ada"] }] }, "lists[0].owners[0] must be a mail address"],
  ["a policy that isn't", { lists: [{ name: "a", posting: "all" as never }] }, "lists[0].posting must be one of"],
  ["port 25", { relay: { ...plain.relay, port: 25 } }, "relay.port must be a port for submission"],
  ...[110, 143, 993, 995].map((port): [string, Partial<MailingListsArgs>, string] => [
    `port ${port} of the relay`,
    { relay: { ...plain.relay, port } },
    "relay.port must be a port for submission such as 2525, 587 or 465; 143, 993, 110, 995 are for reading mail",
  ]),
  ...[25, 110, 143, 465, 587, 995, 2525].map((port): [string, Partial<MailingListsArgs>, string] => [
    `port ${port} of the mailbox`,
    { mailbox: { ...plain.mailbox, port } },
    "mailbox.port must be a port on which IMAP speaks TLS from the start, usually 993; 143 begins without",
  ]),
  [
    "more lists than a step can bring",
    { lists: Array.from({ length: 400 }, (_, n) => ({ name: `list-${n}` })) },
    "lists must be at most 195, as long as their names, descriptions, owners and moderators are, got 400",
  ],
  [
    "a name that Django has no room for",
    { domain: `${"a".repeat(50)}.${"b".repeat(50)}.example.org` },
    'domain must be a lower-case name such as "www.example.org" of at most 100 characters',
  ],
  [
    "an owner inside",
    { owner: "ada@lists.example.org" },
    "owner must be a mail address that is not at lists.example.org",
  ],
  [
    "an owner of a list inside",
    { lists: [{ name: "talk", owners: ["grace@example.org", "board@lists.example.org"] }] },
    "lists[0].owners[1] must be a mail address that is not at lists.example.org: who looks after lists",
  ],
  [
    "an administrator inside who would own a list",
    { owner: "grace@example.org", people: [{ ...ada, mail: "Ada@talk.example.org" }], mailDomain: "talk.example.org" },
    "lists[0].owners[0] must be a mail address that is not at talk.example.org",
  ],
  ["a mail domain that isn't", { mailDomain: "lists" }, "mailDomain must be a lower-case name"],
  ["nobody in charge", { people: [] }, "owner is missing"],
  [
    "To as the envelope",
    { mailbox: { ...plain.mailbox, envelopeHeader: "To" } },
    "mailbox.envelopeHeader must be the name of a header",
  ],
  ["no day at all", { mailbox: { ...plain.mailbox, keepDays: 0 } }, "mailbox.keepDays must be a whole number"],
  ["a password of two lines", { relay: { ...plain.relay, password: "a\nb" } }, "relay.password must be one line"],
];

test.each(refused)("refuses %s at preview", (_, args, message) => {
  pretendEngine({ preview: true });
  expect(() => new MailingLists("lists", { ...plain, ...args })).toThrow(message);
});
