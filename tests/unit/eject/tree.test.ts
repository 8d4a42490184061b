import { assemble } from "../../../components/remote/step";
import type { Resource } from "../../../tools/eject/observe";
import { organisationOf } from "../../../tools/eject/organisation";
import { treeOf, type Tree } from "../../../tools/eject/tree";
import { expectGolden, shellcheck } from "../golden";
import { smallOrganisation } from "./small-organisation";

const eject = (changes?: Partial<Record<string, Partial<Resource>>>): Tree =>
  treeOf(organisationOf(smallOrganisation(changes)));
const tree = eject();

test("the runbook says what to do, in order", () => {
  expectGolden("ejected-runbook.txt", tree["README.md"]!);
});

test("a script has its files beside it, and places for what isn't known", () => {
  expectGolden("ejected-website-site.sh", tree["web/05-website-site.sh"]!);
  expect(Object.keys(tree)).toEqual([
    "README.md",
    "dns/example.org.zone",
    "fill.sh",
    "variables.env",
    "web/01-web-access.sh",
    "web/01-web-access/etc/ssh/sshd_config.d/00.conf",
    "web/02-web-access-confirmed.sh",
    "web/03-web-system.sh",
    "web/04-web-server.sh",
    "web/05-website-site.sh",
    "web/05-website-site/etc/nginx/site.conf",
    "web/05-website-site/etc/nginx/site.conf.2",
    "web/begin.sh",
    "web/library.sh",
    "web/secrets.env.example",
  ]);
  expect(tree["web/05-website-site/etc/nginx/site.conf"]).toBe("# The page's own\nserver {}\n");
});

test("records have places for addresses; what waits for a script comes last", () => {
  expect(tree["dns/example.org.zone"]!.split("\n").slice(2)).toEqual([
    'example.org. 300 IN CAA 0 issue "authority.example;accounturi=@@RESULT_OF_WEB_SERVER@@"',
    "www.example.org. 300 IN A @@WEB_IPV4@@",
    "www.example.org. 300 IN AAAA @@WEB_IPV6@@",
    "; Once all scripts have run:",
    '_policy.example.org. 300 IN TXT "v=1"',
    "",
  ]);
  expect(tree["variables.env"]!.match(/^[A-Z].*/gm)).toEqual(["RESULT_OF_WEB_SERVER=", "WEB_IPV4=", "WEB_IPV6="]);
});

test("secrets are named and never written, not even one that the program holds; what is public stays", () => {
  const script = tree["web/03-web-system.sh"]!;
  expect(script.match(/^(secrets|webhook|user|password|pin).*/gm)).toEqual([
    'secrets "$@"',
    "webhook=''",
    "user=server@example.org",
    'password="$(secret NOTIFY_PASSWORD)"',
    'pin="$(secret WEB_SYSTEM_PIN)"',
  ]);
  expect(tree["web/secrets.env.example"]!.match(/^[A-Z].*/gm)).toEqual(["NOTIFY_PASSWORD=", "WEB_SYSTEM_PIN="]);
  expect(JSON.stringify(tree)).not.toMatch(/4711|04da6b54|\.invalid|250\.\d+\.\d+\.\d+/);
});

test("every script is clean", () => {
  for (const [path, text] of Object.entries(tree)) if (path.endsWith(".sh")) shellcheck(text);
});

test("the same organisation gives the same bytes, whatever the order it is seen in", () => {
  const observation = smallOrganisation();
  const turned = { ...observation, resources: [...observation.resources].reverse() };
  expect(JSON.stringify(treeOf(organisationOf(turned)))).toBe(JSON.stringify(tree));
});

test.each([
  [
    "a text that isn't known",
    { "website-site": { inputs: { create: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } } },
    "website-site: its text isn't known",
  ],
  ["a command of another kind", { "website-site": { inputs: { create: "echo hello" } } }, "website-site: its text"],
  [
    "secrets that aren't known",
    { "web-system": { stdin: undefined } },
    "web-system: which secrets it reads isn't known",
  ],
  [
    "a machine that isn't known",
    { "website-site": { reachedBy: [] } },
    "website-site: the machine that it runs on isn't known",
  ],
  [
    "a record that isn't known",
    {
      "dns-www-a": { inputs: { type: "A", name: "www.example.org", content: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
    },
    "dns/example.org.zone would hold something that isn't known",
  ],
  [
    "a record that is secret",
    { "dns-policy": { inputs: { type: "TXT", name: "_policy.example.org", content: "[secret]" } } },
    "record dns-policy: the program says that it is secret",
  ],
  [
    "a machine with the name of another",
    {
      web: { type: "open-infrastructure:index:ExistingHost", inputs: { address: "198.51.100.7" } },
      "website-site": { connection: { host: "198.51.100.7", port: 22, user: "root" }, reachedBy: [] },
    },
    "two machines are called web",
  ],
  [
    "what looks like a place",
    { "website-site": { inputs: { create: assemble("website-site", "echo @@WEB_IPV4@@") } } },
    "a text has what looks like a place for a variable",
  ],
])("%s is refused", (_, changes, message) => {
  expect(() => eject(changes as Partial<Record<string, Partial<Resource>>>)).toThrow(message);
});
