import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rules } from "../../policy/rules/index";
import { readProject } from "../../rehearsal/engine/project";
import { run, type RunOptions, type RunResult } from "../../rehearsal/engine/index";
import { readSettings } from "../../rehearsal/cli/stack-config";
import { providers } from "../../rehearsal/providers/registry";

const repository = resolve(__dirname, "../..");
const doctored = join(__dirname, "doctored");
const policyPacks = [join(repository, "policy")];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "policies-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const { command } = providers;
/** There is no machine for commands to run on. */
const noMachines: RunOptions["providers"] = {
  ...providers,
  command: {
    ...command!,
    create: async (context, inputs) =>
      context.preview ? command!.create(context, inputs) : { id: context.name, outputs: inputs },
  },
};

const policyEvents = ({ events }: RunResult) => events.flatMap(({ policyEvent }) => (policyEvent ? [policyEvent] : []));
const broken = (result: RunResult): string[] =>
  policyEvents(result)
    .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
    .map(({ policyName, resourceUrn }) => `${policyName}: ${resourceUrn.split("::").at(-1)}`);

const errors = ({ events }: RunResult) =>
  events.flatMap(({ diagnosticEvent: said }) => (said?.severity === "error" ? [said.message] : []));

function held(options: Pick<RunOptions, "operation" | "projectDir" | "stack" | "config"> & Partial<RunOptions>) {
  return run({ stateFile: join(folder, "state.json"), providers: noMachines, policyPacks, ...options });
}

test.each(["prod", "classic"])("the stack %s keeps every rule", async (stack) => {
  const { values, secretKeys } = readSettings(readProject(repository), stack);
  // What an operator fills in.
  const image = `docker.io/drone/drone-runner-docker@sha256:${"0".repeat(64)}`;
  const runners = JSON.parse(values["open-infrastructure:runners"]!) as object[];
  if (stack === "classic")
    values["open-infrastructure:runners"] = JSON.stringify(runners.map((runner) => ({ ...runner, image })));
  const preview = { operation: "preview", projectDir: repository, stack } as const;
  const result = await held({ ...preview, config: values, secretConfig: secretKeys });
  expect([...broken(result), ...errors(result)]).toEqual([]);
  expect(result.exitCode).toBe(0);
  // A first preview doesn't know the machines; nothing else is left to `up`.
  const unjudged = policyEvents(result).map(({ message }) => /\n(\S+: \S+) of/.exec(message)?.[1]);
  expect(unjudged.sort()).toEqual([
    "gogs-is-safe: userData",
    "pinned-downloads: userData",
    "pinned-host-key: connection.hostKey",
  ]);
});

test("every rule is broken by a stack that breaks it", async () => {
  const preview = { operation: "preview", projectDir: doctored, stack: "dev" } as const;
  const result = await held({ ...preview, config: { "doctored:made": "false" } });
  expect(broken(result).sort()).toEqual([
    "dmarc-beside-mx: mx-2",
    "gogs-is-safe: forge",
    "gogs-is-safe: forge-software",
    "no-secret-in-commands: telling",
    "one-ttl-per-record-set: mx-2",
    "pinned-downloads: fetching",
    "pinned-host-key: trusting",
    "proxied-records: www",
    "runner-apart-from-forge: runner-runner",
    "ssh-from-decided-networks: open",
    "ssh-from-decided-networks: undecided",
  ]);
  expect(result.exitCode).toBe(1);

  const up = await held({ ...preview, operation: "up", config: { "doctored:made": "true" } });
  expect([...errors(up), ...broken(up)]).toEqual(["update failed\n", "no-made-secret-in-commands: telling"]);
  expect(up.exitCode).toBe(1);
  expect(JSON.stringify(policyEvents(up))).not.toContain("passwd");
  const seen = [...broken(result), ...broken(up)].map((line) => line.split(":")[0]);
  expect([...new Set(seen)].sort()).toEqual(rules.map(({ name }) => name).sort());
});

test("a pack that can't start says why, and nothing is done", async () => {
  const nowhere = { operation: "preview", projectDir: doctored, stack: "dev", config: {} } as const;
  await expect(held({ ...nowhere, policyPacks: [doctored] })).rejects.toThrow(
    "is no policy pack: there is no PulumiPolicy.yaml",
  );
});
