import { nodeImage } from "../../rehearsal/mirror/node-image";
import { Client } from "./client";
import { Organisation } from "./organisation";
import { observatory } from "./scanners";
import { previewReportTests } from "./themes/preview-report";

// Everything that Pulumi.prod.yaml asks for, with machines, website, code hosting and builds.
const organisation = new Organisation({}, { whole: true });
const client = new Client(organisation);

beforeAll(async () => {
  const substitutes = await client.setUp(nodeImage);
  console.log(substitutes.join("\n") || "on the programs of their publishers");
  // What is missing in the mirror folder is made first.
});

afterAll(async () => {
  await organisation.end();
  client.end();
});

const pipeline = (command: string) => `when: [{ event: [push, pull_request] }]
steps:
  - name: test
    image: alpine:3
    commands:
      - ${command}`;

let repository: number;

test("one run made the website, the forge, and the server that has builds made", async () => {
  for (const name of ["www", "code", "ci"])
    expect(await client.run(`page -o /dev/null https://${name}.example.org/`)).toMatch(/^200 /);
});

test("a person signs in with the account they have at the forge", async () => {
  expect(await client.run("mine")).not.toMatch(/^200 /);
  await client.run("sign_in");
  expect(await client.run("mine")).toMatch(/^200 /);
  // They confirm once that the server may act for them.
  const confirmed = await client.run(`page -L https://ci.example.org/authorize >asked
grep -o '<input[^>]*>' asked | sed -n 's/.*name="\\([^"]*\\)".*value="\\([^"]*\\)".*/\\1=\\2/p' | sed 's/&#43;/+/g; s/&amp;/\\&/g' >fields
set --
while read -r field; do set -- "$@" --data-urlencode "$field"; done <fields
page -L -o /dev/null "$@" --data granted=true https://code.example.org/login/oauth/grant`);
  expect(confirmed).toBe("200 https://ci.example.org/");
  client.token =
    await client.run(`csrf=$(curl -fsS -b jar https://ci.example.org/web-config.js | sed -n 's/.*CSRF = "\\(.*\\)";/\\1/p')
curl -fsS -b jar -X POST -H "X-CSRF-TOKEN: $csrf" https://ci.example.org/api/user/token`);
  expect(await client.builds("/api/user")).toMatchObject({ login: "administrator", admin: true });
});

test("a repository is chosen for builds", async () => {
  const made = { name: "demo", private: true, auto_init: true, default_branch: "main" };
  const { id } = await client.forge<{ id: number }>("/user/repos", made);
  ({ id: repository } = await client.builds<{ id: number }>(`/api/repos?forge_remote_id=${id}`, "-X", "POST"));
});

test("a push is built on the runner, and the commit shows the result", async () => {
  const commit = await client.push("demo", { ".woodpecker.yaml": pipeline("grep demo README.md") });
  expect(await client.built(commit)).toMatchObject({
    status: "success",
    target_url: `https://ci.example.org/repos/${repository}/pipeline/1`,
  });
  expect(await client.builds("/api/agents")).toMatchObject([{ name: "builder-1", capacity: 2 }]);
});

test("a commit that doesn't pass shows that", async () => {
  const commit = await client.push("demo", { ".woodpecker.yaml": pipeline("grep something-else README.md") });
  expect(await client.built(commit)).toMatchObject({ status: "failure" });
});

test("a build reaches neither the cloud's metadata nor the machine it runs on", async () => {
  const { address } = await organisation.machine("builder-1");
  const probes = [
    "curl -s -m 600 -o /dev/null http://code.example.org/ || exit 1",
    "curl -s -m 5 -o /dev/null http://169.254.169.254/ && exit 1",
    `curl -s -m 5 telnet://${address}:22 </dev/null | grep SSH && exit 1`,
    "true",
  ];
  const commit = await client.push("demo", { ".woodpecker.yaml": pipeline(`"${probes.join("; ")}"`) });
  expect(await client.built(commit)).toMatchObject({ status: "success" });
});

describe("reports of previews", () => previewReportTests(organisation, client));

test("the units that serve and build are confined, and no secret shows in what the operator saw", async () => {
  for (const [name, unit] of [
    ["web-1", "ci"],
    ["builder-1", "runner"],
  ] as const) {
    const command = `systemd-analyze security open-infrastructure-${unit} --no-pager | tail -n 1`;
    const exposure = await organisation.on(await organisation.machine(name), command);
    expect(Number(/\d+\.\d/.exec(exposure)![0])).toBeLessThanOrEqual(3);
  }
  const secrets = await organisation.on(
    await organisation.machine("web-1"),
    "cut -d= -f2 /etc/open-infrastructure/ci/secrets.env /etc/open-infrastructure/ci/application.env",
  );
  for (const secret of [client.password, ...secrets.split("\n")]) expect(organisation.output).not.toContain(secret);
});

test("the Observatory finds little to mind about the page of builds", async () => {
  const { scan } = await observatory(organisation, "ci.example.org");
  expect(scan.score).toBeGreaterThanOrEqual(100);
});

test("a second run changes nothing and connects to nothing", async () => {
  const before = organisation.connections().length;
  expect(await organisation.up()).toMatch(/^\d+ same$/m);
  expect(organisation.connections()).toHaveLength(before);
});

test("both machines start anew, and a push is built", async () => {
  await client.reboot();
  const commit = await client.push("demo", { ".woodpecker.yaml": pipeline("test -e README.md") });
  expect(await client.built(commit)).toMatchObject({ status: "success" });
});
