import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../../rehearsal/cli/stack-config";
import { thirdPartiesOf } from "../../../rehearsal/cli/third-parties";
import { readProject } from "../../../rehearsal/engine/project";

const stackFile = `# pulumi config set --secret my:apiKey …
config:
  domain: example.org
  other:size: 3
  list: [{ name: a, code: { secure: v1:xyz } }]
  my:notify: { server: smtp.example.net }
  my:website: { repository: "https://git.example.net/org/site.git", image: debian-12-x64 }
  my:adminPassword: { secure: v1:abc }
`;
let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "settings-"));
  writeFileSync(
    join(directory, "Pulumi.yaml"),
    "name: shop\nruntime: nodejs\nconfig:\n  domain: none\n  color: { default: red }\n",
  );
  writeFileSync(join(directory, "Pulumi.prod.yaml"), stackFile);
});
afterAll(() => rmSync(directory, { recursive: true }));

const settings = () => readSettings(readProject(directory), "prod");

/** The settings of a stack whose file is this text. */
function settingsIn(text: string) {
  const file = join(directory, "Pulumi.other.yaml");
  writeFileSync(file, text);
  try {
    return readSettings(readProject(directory), "other");
  } finally {
    rmSync(file);
  }
}

test("keys without a namespace are the project's, and what isn't text is JSON", () => {
  expect(settings().values).toMatchObject({
    "shop:domain": "example.org",
    "shop:color": "red",
    "other:size": "3",
    "my:notify": '{"server":"smtp.example.net"}',
  });
});

test("something is made up for secrets, always the same", () => {
  const { values, secretKeys, standIns } = settings();
  expect(secretKeys).toEqual([
    "shop:list",
    "my:adminPassword",
    "digitalocean:token",
    "cloudflare:apiToken",
    "my:apiKey",
  ]);
  expect(standIns).toContain("shop:list[0].code");
  expect(values["my:apiKey"]).toMatch(/^rehearsal-[0-9a-f]{32}$/);
  expect(values).toEqual(settings().values);
  expect(Object.values(values).join()).not.toContain("v1:");
});

test("a key that is made up looks like one", () => {
  expect(settingsIn("config: { my:privateKey: { secure: v1:abc } }").values["my:privateKey"]).toMatch(
    /^-----BEGIN PRIVATE KEY-----\n\w+\n-----END PRIVATE KEY-----\n$/,
  );
});

test.each([
  ["that isn't YAML", "config: { domain: [", /Pulumi\.other\.yaml: /],
  ["that contains itself", "config: { list: &list [1, *list] }", /^shop:list\[1\] is an alias of what it is part of$/],
])("a setting %s is an error that says where", (_what, text, message) => {
  expect(() => settingsIn(text)).toThrow(message);
});

test("a setting may be there twice by an alias", () => {
  expect(settingsIn("config: { list: [&one { a: 1 }, *one] }").values["shop:list"]).toBe('[{"a":1},{"a":1}]');
});

test("settings that don't exist are an error that says which do", () => {
  expect(() => readSettings(readProject(directory), "dev")).toThrow(/Pulumi\.dev\.yaml.*there are: prod/);
});

test("repositories, mail servers and operating systems are found among the settings", () => {
  expect(thirdPartiesOf(settings())).toEqual({
    repositories: [{ host: "git.example.net", name: "org/site" }],
    names: ["git.example.net", "smtp.example.net"],
    images: ["debian-12"],
  });
});

test.each([
  ["", "Pulumi.yaml: the project has no name"],
  ["name: x: y\n", "Pulumi.yaml: Nested mappings"],
  ["name: shop\nruntime: nodejs\nmain: gone\n", "Pulumi.yaml: main: there is no "],
])("a project's file with %j is named, with what is wrong", (text, message) => {
  const other = mkdtempSync(join(directory, "project-"));
  writeFileSync(join(other, "Pulumi.yaml"), text);
  expect(() => readProject(other)).toThrow(message);
});
