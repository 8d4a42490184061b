import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { version as pulumi } from "@pulumi/pulumi/package.json";

const repository = resolve(__dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "somebody-elses-project-"));
const world = join(directory, "world");

jest.setTimeout(300_000);

/** The program of an organisation that only imports the components, in JavaScript. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { ExistingHost, Host, HostImage } = require("open-infrastructure");

const config = new pulumi.Config();
const host = new Host("shop", { region: "ams3", image: HostImage.Debian12 });
exports.address = host.address;
exports.motto = config.require("motto");
`;

function rehearse(...args: string[]) {
  return spawnSync("npm", ["run", "--silent", "rehearse", "--", "--project", directory, "--stack", "shop", ...args], {
    cwd: repository,
    encoding: "utf8",
    env: { ...process.env, REHEARSAL_WORLD: world },
  });
}

beforeAll(() => {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", directory], {
    cwd: join(repository, "components"),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const archive = readdirSync(directory).find((name) => name.endsWith(".tgz"))!;
  const write = (name: string, content: string) => writeFileSync(join(directory, name), content);
  write(
    "package.json",
    JSON.stringify({
      name: "somebody-elses-project",
      private: true,
      main: "index.js",
      dependencies: { "@pulumi/pulumi": pulumi, "open-infrastructure": `file:${archive}` },
    }),
  );
  write("Pulumi.yaml", "name: somebody-elses-project\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n");
  write("Pulumi.shop.yaml", "config:\n  somebody-elses-project:motto: as cheap as honest\n");
  write("index.js", program);
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund"], { cwd: directory, stdio: "inherit" });
});

afterAll(() => {
  rehearse("down", "--keep-cache");
  rmSync(directory, { recursive: true, force: true });
});

test("the package carries compiled code and its types, and no sources", () => {
  const files = readdirSync(join(directory, "node_modules/open-infrastructure"), { recursive: true }) as string[];
  expect(files).toEqual(
    expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "PulumiPlugin.yaml", "schema.json"]),
  );
  expect(files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))).toEqual([]);
});

test("there is one copy of the SDK", () => {
  const found = execFileSync("npm", ["ls", "@pulumi/pulumi", "--all", "--parseable"], {
    cwd: directory,
    encoding: "utf8",
  });
  expect(new Set(found.trim().split("\n")).size).toBe(1);
});

test("its plan shows without a machine", () => {
  const { status, stdout } = rehearse("preview", "--json");
  const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
  expect(steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).toContain("create shop-droplet-1");
  expect(status).toBe(0);
});

test("it is rehearsed on a machine of its own", () => {
  const { status, stderr } = rehearse("up");
  expect(stderr).not.toContain("error");
  expect(status).toBe(0);
  expect(JSON.parse(rehearse("outputs", "--json").stdout)).toMatchObject({ motto: "as cheap as honest" });
  expect(rehearse("exec", "shop-1", "--", "fail2ban-client", "status", "sshd").status).toBe(0);
});
