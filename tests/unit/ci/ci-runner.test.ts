import { CiRunner, type CiRunnerArgs, CiSoftware, ContinuousIntegration } from "../../../components/index";
import { dockerScript } from "../../../components/ci/ci-runner-docker";
import { privateNetworks, runnerFirewall } from "../../../components/ci/ci-runner-firewall";
import { imagesScript } from "../../../components/ci/ci-runner-images";
import { checkedRunner } from "../../../components/ci/ci-runner-settings";
import { droneRunnerScript } from "../../../components/ci/drone-runner";
import { woodpeckerAgentScript } from "../../../components/ci/woodpecker-agent";
import { expectGolden, shellcheck } from "../golden";
import { commands, pretendEngine, settled, testHost, valueOf } from "../harness";

const digest = "ab".repeat(32);
const woodpecker: CiRunnerArgs = {
  host: testHost,
  server: { software: CiSoftware.Woodpecker, server: "ci.example.org", secret: "secret-of-runners" },
  capacity: 2,
  labels: { "!memory": "large" },
  repository: "example/infrastructure",
  release: { version: "3.17.0", sha256: digest },
};
const drone: CiRunnerArgs = {
  ...woodpecker,
  server: { software: CiSoftware.Drone, server: "ci.example.org", secret: "secret-of-runners" },
  labels: { memory: "large" },
  release: undefined,
  image: `docker.io/drone/drone-runner-docker@sha256:${digest}`,
};
const images = [
  {
    name: "example/tool:1",
    dockerfile: "FROM scratch\nCOPY bin/tool.sh /\n",
    files: { "bin/tool.sh": "#!/bin/sh\necho ${1:-it's} $$\n", notes: "END\n" },
  },
];

afterEach(settled);

async function settingsOf(args: CiRunnerArgs) {
  pretendEngine();
  return valueOf(checkedRunner(new CiRunner("runner", args), "runner", args));
}

test.each([
  ["ci-runner-docker.sh", () => dockerScript(privateNetworks)],
  ["ci-runner-images.sh", () => imagesScript(images)],
  ["ci-runner-woodpecker.sh", async () => woodpeckerAgentScript(await settingsOf(woodpecker))],
  ["ci-runner-drone.sh", async () => droneRunnerScript(await settingsOf(drone))],
])("the script %s", async (name, script) => {
  const text = await script();
  shellcheck(text);
  expectGolden(name, text);
});

test("a runner is two steps, and one more if it keeps images", async () => {
  const other = pretendEngine();
  new CiRunner("other", drone);
  await settled();
  const seen = pretendEngine();
  new CiRunner("runner", { ...woodpecker, images });
  await settled();
  expect(Object.keys(commands(other))).toEqual(["other-docker", "other-runner"]);
  expect(Object.keys(commands(seen)).sort()).toEqual(["runner-docker", "runner-images", "runner-runner"]);
});

test("takes what a server hands out, and shows its scripts before there is one", async () => {
  const seen = pretendEngine({ preview: true });
  const ci = new ContinuousIntegration("ci", {
    host: testHost,
    domain: "ci.example.org",
    forge: { software: "gitea", url: "https://code.example.org" },
    release: { version: "3.17.0", sha256: digest },
  });
  new CiRunner("runner", { ...woodpecker, server: ci.runner });
  await settled();
  expect(commands(seen)["runner-runner"]).toContain("WOODPECKER_SERVER=ci.example.org:443");
  const runner = seen.find(({ name }) => name === "runner-runner")!;
  expect(runner.secret).not.toContain("create");
});

test("the agent comes out of the published image unless an archive is asked for", async () => {
  const seen = pretendEngine();
  new CiRunner("runner", { ...woodpecker, release: undefined });
  await settled();
  const script = commands(seen)["runner-runner"];
  expect(script).toContain("docker://docker.io/woodpeckerci/woodpecker-agent@sha256:03c7b1f7b2156d00");
  shellcheck(script!);
});

test("the cloud's metadata is closed even if nothing else is", () => {
  const rules = runnerFirewall([]);
  expect(rules).toContain("elements = { 169.254.0.0/16 }");
  expect(rules).toContain("elements = { fd00:ec2::254, fd20:ce::254 }");
});

test.each<[Partial<CiRunnerArgs>, string]>([
  [{ image: drone.image }, "release is for woodpecker and image for drone, got both"],
  [{ capacity: 0 }, "capacity must be a whole number from 1 to 64"],
  [{ repository: "infrastructure" }, "repository must be owner and name of a repository"],
  [{ labels: { repo: "*" } }, "labels must be a label such as"],
  [{ labels: { memory: "large,repo=*" } }, "labels.memory must be letters"],
  [{ closedNetworks: ["10.0.0.1/8"] }, "closedNetworks[0] must be an address or network"],
  [{ images: [{ name: "tool", dockerfile: "FROM scratch" }] }, "images[0].name must be a name with a tag"],
  [{ images: [{ name: "tool:1", dockerfile: " " }] }, "images[0].dockerfile must be a text"],
  [{ images: [{ ...images[0]!, files: { "../x": "y" } }] }, "images[0].files must be a path in the directory"],
])("refuses %j", (args, message) => {
  pretendEngine();
  expect(() => new CiRunner("runner", { ...woodpecker, ...args })).toThrow(message);
});
