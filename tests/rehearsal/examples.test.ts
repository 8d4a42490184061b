import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { installOffline } from "../package";

const repository = resolve(__dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "examples-"));

const examples = readdirSync(join(repository, "examples"));
const programs = examples.filter((name) => readdirSync(join(repository, "examples", name)).includes("index.ts"));

/** What came of a preview: what it makes, as `Type name`, and errors. */
interface Plan {
  status: number | null;
  errors: string[];
  made: string[];
  text: string;
}

interface Digest {
  steps?: { urn: string }[];
  diagnostics?: { severity: string; message: string }[];
}

function preview(project: string, stack = "prod"): Plan {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "rehearsal/cli/main.ts", "preview", "--json", "--project", project, "--stack", stack],
    {
      cwd: repository,
      encoding: "utf8",
      env: { ...process.env, REHEARSAL_WORLD: join(directory, "world"), NODE_OPTIONS: "" },
    },
  );
  if (!stdout.startsWith("{")) throw new Error(stderr);
  const { steps = [], diagnostics = [] } = JSON.parse(stdout) as Digest;
  const made = steps.map(({ urn }) => urn.split("::").slice(-2));
  return {
    status,
    errors: diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    made: made.map(([type, name]) => `${type?.split(/[:$]/).at(-1)} ${name}`),
    text: stdout,
  };
}

beforeAll(() => {
  cpSync(join(repository, "examples"), join(directory, "examples"), { recursive: true });
  installOffline(directory);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("every example says what it is and needs no more than the package", () => {
  for (const name of examples) {
    const files = readdirSync(join(repository, "examples", name));
    expect(files).toEqual(expect.arrayContaining(["Pulumi.yaml", "README.md"]));
    const { dependencies } = files.includes("package.json")
      ? (JSON.parse(readFileSync(join(repository, "examples", name, "package.json"), "utf8")) as {
          dependencies: object;
        })
      : { dependencies: {} };
    expect(["@pulumi/pulumi", "open-infrastructure"]).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  }
});

const wanted: Record<string, string[]> = {
  "whole-organisation": [
    "CodeHosting code",
    "CiRunner builds",
    "Documents documents",
    "MailingLists lists",
    "MailDns mail",
  ],
  "one-website-on-an-existing-server": ["ExistingHost server", "WebServer web-server", "Website website"],
  "code-and-builds": ["CodeHosting code", "ContinuousIntegration ci", "Droplet builder-droplet-1"],
  "two-organisations-on-one-server": [
    "Droplet shared-droplet-1",
    "Website choir",
    "Website garden",
    "DnsRecords garden-dns",
  ],
  "digitalocean-dns": ["DnsRecord dns-www-a", "DnsRecord dns-apex-aaaa"],
};

test("there is an example of each kind", () => expect(programs.sort()).toEqual(Object.keys(wanted).sort()));

test.each(programs)("%s previews with the package", (name) => {
  const { status, errors, made } = preview(join(directory, "examples", name));
  expect({ status, errors }).toEqual({ status: 0, errors: [] });
  expect(made).toEqual(expect.arrayContaining(wanted[name]!));
});

describe("what pulumi new makes of this repository", () => {
  const { template } = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8")) as {
    template: { config: Record<string, { default?: string; description: string; secret?: boolean }> };
  };
  const project = join(directory, "library-of-things");
  const answer = (answers: Record<string, string>): Plan => {
    const defaults = Object.entries(template.config).map(([key, asked]) => [key, asked.default]);
    const config = { ...Object.fromEntries(defaults.filter(([, value]) => value)), ...answers };
    mkdirSync(project, { recursive: true });
    writeFileSync(
      join(project, "Pulumi.yaml"),
      stringify({ name: "library-of-things", runtime: "nodejs", main: repository }),
    );
    writeFileSync(join(project, "Pulumi.mine.yaml"), stringify({ config }));
    return preview(project, "mine");
  };

  test("every question is one in words, and none is about a secret", () => {
    for (const [key, { description, secret }] of Object.entries(template.config)) {
      expect(key).toMatch(/^open-infrastructure:\w+$/);
      expect(key).not.toMatch(/token|password/i);
      expect(description).toMatch(/^[A-Z].{10,}/);
      expect(secret).toBeUndefined();
    }
  });

  test("previews at once, under another name", () => {
    const { status, errors, made, text } = answer({ "open-infrastructure:region": "ams3" });
    expect({ status, errors }).toEqual({ status: 0, errors: [] });
    expect(made).toEqual(
      expect.arrayContaining(["Stack library-of-things-mine", "Droplet web-droplet-1", "Website website"]),
    );
    expect(text).toContain('"ams3"');
  });

  test("doesn't let in the people of an example that was copied along", () => {
    const { config } = parse(readFileSync(join(repository, "Pulumi.prod.yaml"), "utf8")) as { config: object };
    const { status, errors } = answer({ ...config, "open-infrastructure:person": "joan" });
    expect(errors.join("\n")).toContain("open-infrastructure:person: counts for nothing beside people");
    expect(status).not.toBe(0);
  });
});
