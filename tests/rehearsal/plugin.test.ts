import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { readSettings } from "../../rehearsal/cli/stack-config";
import { exportState, run, type RunOptions, type RunResult } from "../../rehearsal/engine/index";
import { ComponentPlugins } from "../../rehearsal/engine/component-plugins";
import { readProject } from "../../rehearsal/engine/project";
import { call } from "../../rehearsal/engine/provider-client";
import type { Provider } from "../../rehearsal/providers/provider";
import { python, pythonWith, yaml } from "../hosts/languages";
import { installPlugin } from "../package";
import { pretending } from "../pretending";
const repository = resolve(__dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "plugin-"));
const example = (name: string): string => join(directory, "examples", name);
const schema = join(directory, "components/schema.json");
const languages: NonNullable<RunOptions["languages"]> = { yaml };

/** What the program in YAML asks for. */
let preview: RunResult;

beforeAll(async () => {
  // As in a clone of the repository: the examples name the folder of the package.
  cpSync(join(repository, "examples"), join(directory, "examples"), { recursive: true });
  installPlugin(directory);
  preview = await operate("preview", example("stack-yaml"));
  languages.python = python(pythonWith(join(example("stack-python"), "requirements.txt")), schema);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs an operation on an example's stack, with providers that make nothing. */
function operate(operation: RunOptions["operation"], project: string, providers = pretending): Promise<RunResult> {
  const settings = readSettings(readProject(project, Object.keys(languages)), "prod");
  const { values: config, secretKeys: secretConfig } = settings;
  const stateFile = join(project, "state.json");
  const options = { operation, projectDir: project, stack: "prod", config, secretConfig, stateFile };
  return run({ ...options, providers, languages });
}

/** An example with something else in its program. */
function changed(name: string, copy: string, file: string, change: [string, string]): string {
  cpSync(example(name), example(copy), { recursive: true });
  const text = readFileSync(join(example(copy), file), "utf8");
  expect(text).toContain(change[0]);
  writeFileSync(join(example(copy), file), text.replace(...change));
  return example(copy);
}

const errors = ({ events }: RunResult): string[] =>
  events.flatMap(({ diagnosticEvent }) => (diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : []));

/** What a preview makes, as `Parent$Type name`, with what it is made of. */
function made({ preview }: RunResult): Record<string, unknown> {
  const steps = preview?.steps ?? [];
  return Object.fromEntries(
    steps
      .filter(({ urn }) => !/::pulumi:(pulumi:Stack|providers:)/.test(urn))
      .map(({ op, urn, newState }) => [urn.split("::").slice(2).join(" "), { op, inputs: newState?.inputs }]),
  );
}

test("the plugin, started as the command line starts it, tells the schema that was reviewed", async () => {
  const plugins = new ComponentPlugins(
    { "open-infrastructure": join(directory, "components") },
    tmpdir(),
    () => undefined,
  );
  const plugin = await plugins.start("open-infrastructure", "127.0.0.1:1");
  const client = new ResourceProviderClient(plugin!.address, grpc.credentials.createInsecure());
  try {
    const answer = await call<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done));
    expect(JSON.parse(answer.getSchema())).toEqual(JSON.parse(readFileSync(schema, "utf8")));
  } finally {
    client.close();
    await plugin!.close();
  }
});

describe("a program in YAML", () => {
  test("previews what every component is made of", () => {
    expect(errors(preview)).toEqual([]);
    expect(preview.exitCode).toBe(0);
    expect(Object.keys(made(preview))).toEqual(
      expect.arrayContaining([
        "open-infrastructure:index:Host server",
        "open-infrastructure:index:Host$digitalocean:index/droplet:Droplet server-droplet-1",
        "open-infrastructure:index:WebServer$command:remote:Command web-server-nginx",
        "open-infrastructure:index:Website$command:remote:Command website-site",
        "open-infrastructure:index:DnsRecords$cloudflare:index/dnsRecord:DnsRecord dns-apex-a",
      ]),
    );
  });

  test("shows scripts, and no connection", () => {
    const site = made(preview)["open-infrastructure:index:Website$command:remote:Command website-site"];
    expect(site).toMatchObject({ op: "create", inputs: { connection: "[secret]", create: expect.any(String) } });
  });

  test("is made, is unchanged the second time, and goes", async () => {
    const project = changed("stack-yaml", "made", "Pulumi.prod.yaml", ["hostmaster@", "webmaster@"]);
    const up = await operate("up", project);
    expect({ exitCode: up.exitCode, errors: errors(up) }).toEqual({ exitCode: 0, errors: [] });
    const { deployment } = await exportState(join(project, "state.json"), { showSecrets: true });
    const component = (name: string) => deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
    expect(component("stack-yaml-prod")?.outputs).toEqual({
      address: "203.0.113.10",
      url: "https://www.example.org/",
    });
    // What a machine is reached by went through a plugin, a program and a plugin again, and stayed secret.
    expect(component("web-server")?.inputs?.host).toMatchObject({ plaintext: expect.stringContaining("privateKey") });
    expect(component("website")?.propertyDependencies?.host).toEqual(
      expect.arrayContaining([component("web-server-certificates")?.urn]),
    );
    const { create } = preview.preview!.changeSummary;
    expect((await operate("preview", project)).preview?.changeSummary).toEqual({ same: create });
    expect((await operate("destroy", project)).exitCode).toBe(0);
    expect((await exportState(join(project, "state.json"))).deployment.resources ?? []).toEqual([]);
  });

  test("is told what a component refuses", async () => {
    const refused = await operate(
      "preview",
      changed("stack-yaml", "refused", "Pulumi.yaml", ["domain: www.${zone}", "domain: www"]),
    );
    expect(errors(refused).join("\n")).toMatch(/Website resource 'website' has a problem: .*domain/);
    expect(refused.exitCode).not.toBe(0);
  });

  test("fails with what a component is made of", async () => {
    const project = changed("stack-yaml", "failing", "Pulumi.prod.yaml", ["hostmaster@", "webmaster@"]);
    const create = (): Promise<never> => Promise.reject(new Error("no way to the machine"));
    const failed = await operate("up", project, {
      ...pretending,
      command: { ...(pretending.command as Provider), create },
    });
    expect(errors(failed).join("\n")).toContain("no way to the machine");
    expect(failed.exitCode).not.toBe(0);
  });
});

test("the same program in Python, on Pulumi's SDK for it, asks for the same", async () => {
  const inPython = await operate("preview", example("stack-python"));
  expect(errors(inPython)).toEqual([]);
  expect(made(inPython)).toEqual(made(preview));
});
