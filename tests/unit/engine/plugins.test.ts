import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RegisterPackageRequest, Parameterization, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ComponentPlugins } from "../../../rehearsal/engine/component-plugins";
import { constructRequest } from "../../../rehearsal/engine/construct";
import { markOutputs, withOutputDependencies } from "../../../rehearsal/engine/output-values";
import { Packages } from "../../../rehearsal/engine/packages";
import { readProject } from "../../../rehearsal/engine/project";
import { OUTPUT, SECRET, SIGNATURE, UNKNOWN } from "../../../rehearsal/providers/wire";

let directory = "";
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "engine-plugins-"))));
afterEach(() => rmSync(directory, { recursive: true }));

describe("packages of a project", () => {
  const project = (text: string) => {
    writeFileSync(join(directory, "Pulumi.yaml"), `name: test\nruntime: yaml\n${text}`);
    return readProject(directory, ["nodejs", "yaml"]);
  };

  test.each([
    "packages: { ours: ../ours }",
    "packages: { ours: { source: ../ours, version: 0.1.0 } }",
    "plugins: { providers: [{ name: ours, path: ../ours }] }",
  ])("%s", (text) => expect(project(text).packages).toEqual({ ours: join(directory, "../ours") }));

  test("count for nothing where there are none", () => expect(project("").packages).toEqual({}));

  test("don't make another language known", () => {
    project("packages: { ours: ../ours }");
    expect(() => readProject(directory)).toThrow("only programs with runtime nodejs can be rehearsed, got yaml");
  });
});

describe("a plugin that can't be started", () => {
  const start = (folder: string) =>
    new ComponentPlugins({ ours: folder }, directory, () => undefined).start("ours", "x");

  test("is one from elsewhere", () =>
    expect(start("https://git.example.org/ours.git")).rejects.toThrow("only a folder with a PulumiPlugin.yaml"));

  test("is one in another language", async () => {
    writeFileSync(join(directory, "PulumiPlugin.yaml"), "runtime: python\n");
    await expect(start(directory)).rejects.toThrow("only plugins with runtime nodejs can be rehearsed, got python");
  });

  test("says why", async () => {
    const runner = join(directory, "node_modules/@pulumi/pulumi/cmd/run-plugin");
    mkdirSync(runner, { recursive: true });
    writeFileSync(join(runner, "index.js"), 'console.error("no such thing"); process.exit(1);');
    writeFileSync(join(directory, "PulumiPlugin.yaml"), "runtime: nodejs\n");
    await expect(start(directory)).rejects.toThrow("the plugin ours didn't start\nno such thing");
  });

  test("is none where the project names none", async () => {
    expect(await new ComponentPlugins({}, directory, () => undefined).start("ours", "x")).toBeUndefined();
  });
});

test("packages that were announced are known by their reference", () => {
  const packages = new Packages();
  const reference = packages.register(new RegisterPackageRequest().setName("ours").setVersion("0.1.0"));
  expect(packages.version(new RegisterResourceRequest().setPackageref(reference))).toBe("0.1.0");
  expect(packages.version(new RegisterResourceRequest().setVersion("2.0.0"))).toBe("2.0.0");
  expect(() => packages.version(new RegisterResourceRequest().setPackageref("theirs"))).toThrow(
    "unknown provider package",
  );
  const bridged = new RegisterPackageRequest().setName("ours").setParameterization(new Parameterization());
  expect(() => packages.register(bridged)).toThrow('package "ours" has parameters');
});

describe("what a component is made of", () => {
  const known = { [SIGNATURE]: OUTPUT, value: "x", dependencies: ["urn:a"] };
  const inputs = Struct.fromJavaScript({
    plain: "x",
    later: [UNKNOWN],
    secret: { key: { [SIGNATURE]: SECRET, value: "hidden" } },
    known,
  });

  test("is marked where it is secret or unknown, and else stays as it is", () => {
    expect(markOutputs(inputs).toJavaScript()).toEqual({
      plain: "x",
      later: [{ [SIGNATURE]: OUTPUT }],
      secret: { key: { [SIGNATURE]: OUTPUT, value: "hidden", secret: true } },
      known,
    });
  });

  test("depends on what its outputs depend on", () => {
    expect(withOutputDependencies(inputs, { known: ["urn:b"], other: ["urn:c"] })).toEqual({
      plain: [],
      later: [],
      secret: [],
      known: ["urn:b", "urn:a"],
      other: ["urn:c"],
    });
  });

  test("reaches the plugin with everything about the run", () => {
    const request = new RegisterResourceRequest().setType("ours:index:Thing").setName("thing").setObject(inputs);
    const config = { values: { "ours:token": "t" }, secretKeys: ["ours:token"] };
    const run = { project: "test", stack: "prod", preview: true, parallel: 4, config, monitor: "127.0.0.1:1" };
    const sent = constructRequest(request.setProtect(true), { theirs: "urn:p::1" }, run);
    expect(sent.toObject()).toMatchObject({
      ...{ project: "test", stack: "prod", dryrun: true, parallel: 4, monitorendpoint: "127.0.0.1:1" },
      ...{ type: "ours:index:Thing", name: "thing", protect: true, acceptsOutputValues: true },
      configMap: [["ours:token", "t"]],
      configsecretkeysList: ["ours:token"],
      providersMap: [["theirs", "urn:p::1"]],
    });
    expect(sent.getInputdependenciesMap().get("known")?.getUrnsList()).toEqual(["urn:a"]);
  });
});
