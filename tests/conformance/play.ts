import { Normaliser } from "./normalise";
import { toRecord, type Observation } from "./observe";
import type { Json, StepRecord } from "./recording";
import type { Scenario, Step } from "./scenario";
import { createWorkspace, type Workspace } from "./workspace";

/** Something that can take the steps of a scenario: the real command line or the built-in engine. */
export interface Player {
  take(step: Step): Promise<Observation>;
}

/** Plays a scenario from an empty stack to its last step. */
export async function play(
  scenario: Scenario,
  start: (scenario: Scenario, workspace: Workspace) => Player,
): Promise<StepRecord[]> {
  const workspace = createWorkspace(scenario);
  const normaliser = new Normaliser();
  const records: StepRecord[] = [];
  let state: Json = { pending_operations: [], resources: [] };
  try {
    const player = start(scenario, workspace);
    for (const step of scenario.steps) {
      if (step.do === "remove") workspace.cloud.remove(step.id ?? "");
      if (step.do === "change") workspace.cloud.change(step.id ?? "", step.value ?? 0);
      if (step.do === "remove" || step.do === "change") continue;
      const earlier = workspace.cloud.calls().length;
      const seen = await player.take(step);
      for (const secret of scenario.secrets ?? []) {
        if (seen.shown.includes(secret))
          throw new Error(`${scenario.name}: ${step.do} ${step.v} shows the secret ${secret}`);
      }
      const calls = workspace.cloud.calls().slice(earlier);
      const { record, after } = toRecord(step, seen, calls, state, normaliser);
      records.push(record);
      state = after;
    }
    return records;
  } finally {
    workspace.remove();
  }
}
