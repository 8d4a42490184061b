import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/index";
import * as settings from "../../settings/index";
import { exampleSettings, serviceSettings, settingsWith, type StackSettings } from "../example";
import { pretendEngine, settled } from "./harness";
import { program } from "./program";

/** Runs the program of the stack at a preview. */
async function preview(changes: StackSettings): Promise<void> {
  pretendEngine({ preview: true });
  const values = Object.entries(settingsWith(changes));
  pulumi.runtime.setAllConfig(
    Object.fromEntries(values.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)])),
  );
  try {
    runProgram();
  } finally {
    // What was asked for before the refusal must not end up with the next preview.
    await settled();
  }
}

const runProgram = program("index.ts", { "./components/index": components, "./settings/index": settings });

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd+i6mgjRYzZF8oIqPPpmBYAYXdUyXnXhVKbNaGrSsz";
const person = { name: "ada", mail: "ada@example.org", sshKeys: [key], roles: ["administrator"] };
const machine = { address: "192.0.2.7", hostKey: key };
const classic = exampleSettings({ stack: "classic", whole: true });
const [code, ci, runners] = serviceSettings.map((name) => classic[name]);

/** The runners with what an operator fills in. */
function withImage(images?: object[]): object[] {
  const image = `docker.io/drone/drone-runner-docker@sha256:${"0".repeat(64)}`;
  return (runners as object[]).map((runner) => ({ ...runner, image, ...(images && { images }) }));
}

const gogs = (version: string) => ({ software: "gogs", release: { version, sha256: "0".repeat(64) } });

const prod = exampleSettings({ whole: true });
const lists = prod["open-infrastructure:lists"] as StackSettings;
const mail = prod["open-infrastructure:mail"] as StackSettings;
const documents = prod["open-infrastructure:documents"];

type Refused = [what: string, settings: StackSettings, input: string];

const refused: Refused[] = [
  ["no domain", { domain: undefined }, "open-infrastructure:domain"],
  ["an empty domain", { domain: "" }, "open-infrastructure:domain"],
  ["a domain with a shell's command", { domain: "example.org;reboot" }, "open-infrastructure:domain: must be"],
  ["a domain in Unicode", { domain: "exämple.org" }, "open-infrastructure:domain: must be"],
  [
    "a zone that the website is not in",
    { domain: "example.com" },
    'open-infrastructure:website.domain: www.example.org must lie in the zone "example.com"',
  ],
  [
    "an alias in another zone",
    { website: { aliases: ["example.org", "example.com"] } },
    'open-infrastructure:website.aliases[1]: example.com must lie in the zone "example.org"',
  ],
  [
    "documents in another zone",
    { documents: { domain: "documents.example.com" } },
    "open-infrastructure:documents.domain: documents.example.com must lie in the zone",
  ],
  ["an unknown DNS provider", { dns: { provider: "bind" } }, "open-infrastructure:dns.provider"],
  ["Cloudflare without a zone", { dns: { provider: "cloudflare", zoneId: undefined } }, "zoneId"],
  ["a misspelt header", { website: { headers: { frameOption: "DENY" } } }, "open-infrastructure:website.headers"],
  ["a zone's name for its identifier", { dns: { provider: "cloudflare", zoneId: "example.org" } }, "zoneId must be"],
  ["framing by a friend", { website: { headers: { frameOptions: "ALLOW-FROM https://example.net" } } }, "frameOptions"],
  [
    "a preload entry for a day",
    { website: { headers: { hstsPreload: true, hstsSubdomains: true, hstsSeconds: 86400 } } },
    "headers.hstsPreload needs headers.hstsSeconds of at least 31536000, got 86400",
  ],
  [
    "more names than a certificate has",
    { website: { aliases: Array.from({ length: 100 }, (_, n) => `w${n}.example.org`) } },
    "aliases must be at most 99",
  ],
  ["a repository at no port", { website: { repository: "https://git.example.net:70000/x.git" } }, "repository"],
  ["pages from nowhere", { website: { repository: undefined } }, "repository"],
  ["a build that may never end", { website: { buildMinutes: 100000 } }, "buildMinutes"],
  [
    "an unknown setting",
    { colour: "green" },
    "open-infrastructure:colour: there is no such setting; there are domain,",
  ],
  [
    "an unknown setting of the host",
    { host: { colour: "green" } },
    "open-infrastructure:host.colour: there is no such setting; there are region,",
  ],
  [
    "an unknown setting of a person",
    { people: [{ ...person, sshKey: key }] },
    "open-infrastructure:people[0].sshKey: there is no such setting; there are name, mail, sshKeys, roles",
  ],
  ["both kinds of host", { existingHost: machine }, "host: either host or existingHost is needed, and not both"],
  ["no host", { host: undefined }, "open-infrastructure:host"],
  ["a host that is a text", { host: "fra1" }, "open-infrastructure:host"],
  ["a region with a command", { host: { region: "$(reboot)" } }, "region"],
  ["a region that is a number", { host: { region: 1 } }, "open-infrastructure:host.region"],
  ["an over-long size", { host: { size: "s".repeat(200) } }, "size"],
  ["an unknown image", { host: { image: "ubuntu-24-04-x64" } }, "open-infrastructure:host.image"],
  ["generation 0", { host: { generation: 0 } }, "generation"],
  ["half a generation", { host: { generation: 1.5 } }, "generation"],
  ["a generation that is a text", { host: { generation: "2" } }, "open-infrastructure:host.generation"],
  ["data that would be lost", { host: { generation: 2, keepsData: true } }, "acceptDataLossOf"],
  ["code that would be lost", { host: { generation: 2 }, code: { domain: "code.example.org" } }, "acceptDataLossOf"],
  ["a network with a rule in it", { host: { allowFrom: ["192.0.2.0/24 } tcp dport 1"] } }, "allowFrom[0]"],
  ["everywhere, but only half of it", { host: { allowFrom: ["0.0.0.0/0"] } }, "allowFrom must hold both"],
  ["a network that is too long", { host: { allowFrom: ["192.0.2.0/33"] } }, "allowFrom[0]"],
  ["people that are a text", { people: "ada" }, "open-infrastructure:people"],
  ["a person with a command", { people: [{ ...person, name: "ada`id`" }] }, "people[0].name"],
  ["a person named like a website's account", { people: [{ ...person, name: "site-web" }] }, "people[0].name"],
  ...["root", "sudo", "users", "adm", "ssh", "systemd-timesync", "open-infrastructure-people", "postgres", "git"].map(
    (name): Refused => [`a person named ${name}`, { people: [{ ...person, name }] }, "people[0].name must not be"],
  ),
  ["a person with an over-long name", { people: [{ ...person, name: "a".repeat(32) }] }, "people[0].name"],
  ["the same person twice", { people: [person, person] }, "people"],
  ["a person without a mail address", { people: [{ ...person, mail: "ada" }] }, "people[0].mail"],
  ["a mail address with a line break", { people: [{ ...person, mail: "ada@example.org\nRoot" }] }, "people[0].mail"],
  ["a private key for a public one", { people: [{ ...person, sshKeys: ["-----BEGIN"] }] }, "people[0].sshKeys[0]"],
  ["a key with options", { people: [{ ...person, sshKeys: [`command="id" ${key}`] }] }, "people[0].sshKeys[0]"],
  ["two keys in one", { people: [{ ...person, sshKeys: [`${key}\n${key}`] }] }, "people[0].sshKeys[0]"],
  ["an unknown role", { people: [{ ...person, roles: ["king"] }] }, "open-infrastructure:people[0].roles[0]"],
  ["an ACME account without an address", { acme: { email: "hostmaster" } }, "acme.email"],
  ["an ACME directory without TLS", { acme: { directory: "http://ca.example.org/" } }, "acme.directory"],
  ["staging that is a text", { acme: { staging: "yes" } }, "open-infrastructure:acme.staging"],
  ["mail to several lines", { notify: { to: "ada@example.org\r\nBcc: eve@example.org" } }, "notify.mail.to"],
  ["a mail server with a space", { notify: { server: "smtp.example.net --config /etc" } }, "notify.mail.server"],
  ["a mail user with a line break", { notify: { user: "ada\noutput = /etc/shadow" } }, "notify.mail.user"],
  ["a mail user with a bell", { notify: { user: "ada\u0007" } }, "notify.mail.user"],
  ["a mail user with a colon", { notify: { user: "ada:x" } }, "notify.mail.user"],
  ["a network with bits beyond its prefix", { host: { allowFrom: ["10.0.0.5/8"] } }, "allowFrom[0]"],
  [
    "a port to read mail at for sending it",
    { notify: { port: 993 } },
    "notify.mail.port must be a port for submission",
  ],
  ["a time to live of a second", { mail: { ...mail, ttl: 1 } }, "ttl must be a whole number from 60"],
  [
    "a mailbox without TLS",
    { lists: { ...lists, mailbox: { ...(lists.mailbox as object), port: 143 } } },
    "mailbox.port must be a port on which IMAP speaks TLS from the start, usually 993",
  ],
  ["mail port 0", { notify: { port: 0 } }, "notify.mail.port"],
  ["mail port 65536", { notify: { port: 65536 } }, "notify.mail.port"],
  ["a website with a quote", { website: { domain: "www.example.org'" } }, "domain"],
  ["a website in capitals", { website: { domain: "WWW.example.org" } }, "domain"],
  ["a website with an over-long label", { website: { domain: `${"w".repeat(64)}.example.org` } }, "domain"],
  ["an alias with a line break", { website: { aliases: ["example.org\n"] } }, "aliases[0]"],
  ["the domain as its own alias", { website: { aliases: ["www.example.org"] } }, "aliases"],
  ["a repository over SSH", { website: { repository: "git@git.example.net:example/website.git" } }, "repository"],
  ["a repository with a password", { website: { repository: "https://a:b@git.example.net/x.git" } }, "repository"],
  ["a repository that is an option", { website: { repository: "--upload-pack=reboot" } }, "repository"],
  ["a revision that is an option", { website: { revision: "--orphan" } }, "revision"],
  ["a revision that climbs", { website: { revision: "main/../../etc" } }, "revision"],
  ["builds without code", { ci: { domain: "ci.example.org" } }, "open-infrastructure:ci"],
  ["a runner without a server", { runners }, "open-infrastructure:runners"],
  ["a runner of Drone without an image", { code, ci, runners }, "drone/drone-runner-docker@sha256"],
  [
    "an image from nowhere",
    { code, ci, runners: withImage([{ name: "a:1", directory: "nowhere" }]) },
    "images[0].dockerfile",
  ],
  ["a Gogs with known holes", { code: { domain: "code.example.org", ...gogs("0.13.2") } }, "release.version"],
  ["builds of Gogs by Woodpecker", { code, ci: { domain: "ci.example.org" } }, "forge.software"],
  [
    "documents of unknown software",
    { documents: { domain: "a.example.org", software: "seafile" } },
    "documents.software",
  ],
  ["documents at no name", { documents: {} }, "open-infrastructure:documents.domain"],
  ["documents that would be lost", { host: { generation: 2 }, documents }, "acceptDataLossOf"],
  ["mail at an unknown provider", { mail: { ...mail, preset: "pigeon" } }, "open-infrastructure:mail.preset"],
  ["forgeries that are to be bounced", { mail: { ...mail, dmarc: { policy: "bounce" } } }, "mail.dmarc.policy"],
  [
    "lists on mail that they can't work on",
    { mail: { preset: "microsoft-365", lists: { domain: "lists.example.org" } } },
    "lists.preset must be",
  ],
  [
    "a list that everybody runs",
    { lists: { ...lists, lists: [{ name: "a", posting: "all" }] } },
    "lists.lists[0].posting",
  ],
  ["a list with a command", { lists: { ...lists, lists: [{ name: "a;id" }] } }, "lists[0].name"],
  [
    "an owner of a list in two cases",
    { lists: { ...lists, lists: [{ name: "a", owners: ["grace@example.org", "Grace@example.org"] }] } },
    "lists[0].owners must be different addresses",
  ],
  [
    "a list that moderates itself",
    { lists: { ...lists, lists: [{ name: "a", moderators: ["a@lists.example.org"] }] } },
    "lists[0].moderators[0]",
  ],
  [
    "a list's name that is too long for the archive",
    { lists: { ...lists, lists: [{ name: "a", displayName: "a".repeat(201) }] } },
    "lists[0].displayName",
  ],
  ["a list's blank name", { lists: { ...lists, lists: [{ name: "a", displayName: " " }] } }, "lists[0].displayName"],
  [
    "lists at a name without mail",
    { lists, mail: { ...mail, lists: undefined, nonSending: ["lists.example.org"] } },
    "lists: posts are expected at lists.example.org, which mail says has no mail",
  ],
  [
    "lists at a domain without mail",
    { lists: { ...lists, mailDomain: "example.org" }, mail: { preset: "none" } },
    "lists: posts are expected at example.org, which mail says has no mail",
  ],
  [
    "a domain without mail, to be verified",
    { mail: { preset: "none", verification: ["proof"] } },
    "verification is for",
  ],
  [
    "senders that are everybody",
    { mail: { ...mail, senders: [{ address: "0.0.0.0/0" }] } },
    "senders[0].address must not be everybody's",
  ],
  [
    "senders that are the domain itself",
    { mail: { ...mail, senders: [{ include: "example.org", lookups: 1 }] } },
    "senders[0].include must not be the domain itself",
  ],
  ...["-x@example.org", ".a@example.org", "a..b@example.org", "a.@example.org", `${"a".repeat(65)}@example.org`].map(
    (address): Refused => [`the mail address ${address}`, { people: [{ ...person, mail: address }] }, "people[0].mail"],
  ),
  ["lists without a mailbox", { lists: { ...lists, mailbox: undefined } }, "open-infrastructure:lists.mailbox"],
  [
    "two services at one name",
    { documents, code: { domain: "documents.example.org" } },
    "documents: documents.example.org is a name of code already; each needs its own",
  ],
  [
    "a service at an alias of the website",
    { website: { aliases: ["documents.example.org"] }, documents },
    "documents: documents.example.org is a name of website already",
  ],
  [
    "lists whose posts would go elsewhere",
    { lists: { ...lists, mailDomain: "posts.example.org" }, mail },
    "lists: posts are expected at posts.example.org, but mail.lists.domain is lists.example.org",
  ],
  ["lists that would be lost", { host: { generation: 2 }, lists }, "acceptDataLossOf"],
  [
    "an existing host without a host key",
    { host: undefined, existingHost: { address: "192.0.2.7" } },
    "open-infrastructure:existingHost.hostKey",
  ],
  ["a host key of another type", { host: undefined, existingHost: { ...machine, hostKey: "ssh-rsa AAAA" } }, "hostKey"],
  ["an address with a command", { host: undefined, existingHost: { ...machine, address: "192.0.2.7|id" } }, "address"],
  ...["2001:db8::7", "server.example.org"].map((address): Refused => [
    `a stack's machine at ${address}, to which no A record can lead`,
    { host: undefined, existingHost: { ...machine, address } },
    "open-infrastructure:existingHost.address: must be an IPv4 address",
  ]),
  ...Object.entries({
    user: ["", "Root", "ada bob", "ada;id", "-l"],
    instance: ["", "one\ntwo", "bell\u0007"],
    ipv6Address: ["::", "::1", "::ffff:1.2.3.4", "fe80::1", "ff02::1", "192.0.2.7", "2001:db8::1%eth0"],
    hostKey: [`${key.slice(0, -4)}`, `${key}AAAA`, key.replace("C3Nz", "C3NA")],
  }).flatMap(([name, values]) =>
    values.map((value): Refused => [
      `the ${name} ${JSON.stringify(value)}`,
      { host: undefined, existingHost: { ...machine, [name]: value } },
      value === "" ? `existingHost.${name}` : `${name} must be`,
    ]),
  ),
  [
    "a port that is a text",
    { host: undefined, existingHost: { ...machine, port: "22" } },
    "open-infrastructure:existingHost.port",
  ],
];

test("the examples' settings are accepted", async () => {
  await preview({});
  await preview(Object.fromEntries(serviceSettings.map((name) => [name.split(":")[1]!, prod[name]])));
  await preview({ code, ci, runners: withImage() });
  await preview({ host: undefined, existingHost: machine });
});

test("what can't be set is not told to be set", async () => {
  for (const settings of [{ colour: "green" }, { host: undefined }])
    await expect(preview(settings)).rejects.toThrow(/^(?![^]*pulumi config set)/);
});

test.each(refused)("%s is refused at a preview, by its name", async (_what, settings, input) => {
  const error = await preview(settings).then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error?.message ?? "accepted").toContain(input);
});
