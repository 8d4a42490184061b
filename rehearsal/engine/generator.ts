import { findPredecessor } from "./aliases";
import { ignoreChanges } from "./compare-inputs";
import { Comparison } from "./comparison";
import { goalResource } from "./goal-resource";
import type { Deployment } from "./deployment";
import { checkFailureMessage, ReportedError } from "./messages";
import type { Manager } from "./provider-client";
import { newResource, type Goal, type Resource } from "./resource";
import { CreateStep } from "./steps/create";
import { ImportStep } from "./steps/import";
import { ReadStep } from "./steps/read";
import { SameStep } from "./steps/same";
import type { Answer, Step } from "./steps/step";
import { ReplaceStep } from "./steps/update";
import { createUrn, isProviderType, parseReference } from "./urn";

/** A registration of the program while the engine works on it. */
export interface Registration {
  urn: string;
  goal: Goal;
  now: Resource;
  answer: Answer;
  manager: Manager | undefined;
}

/** What a program reads without managing it. */
export interface ReadGoal {
  type: string;
  name: string;
  id: string;
  parent: string;
  inputs: Resource["inputs"];
  dependencies: string[];
  provider: string;
  additionalSecretOutputs: string[];
  sourcePosition: string;
  stackTrace: Resource["stackTrace"];
}

/** Turns what the program asks for into steps, one registration after the other. */
export class Generator {
  private readonly comparison: Comparison;

  constructor(private readonly deployment: Deployment) {
    this.comparison = new Comparison(deployment);
  }

  /** The steps for a registration, to be done in this order. */
  async register(goal: Goal, answer: Answer): Promise<Step[]> {
    const { progress, olds } = this.deployment;
    const urn = this.claimUrn(goal.parent, goal.type, goal.name);
    const { old, alias, conflict } = findPredecessor(urn, goal, olds, progress);
    if (conflict) this.deployment.error(conflict, urn);
    const now = goalResource(urn, goal, old, alias);
    if (isProviderType(goal.type)) for (const name of [urn, ...now.aliases]) progress.providers.set(name, now);

    const registration: Registration = { urn, goal, now, answer, manager: this.managerFor(now) };
    if (isImport(goal, old)) return this.import(registration, old, conflict);
    return this.decide(registration, old, conflict);
  }

  private async decide(registration: Registration, old: Resource | undefined, conflict?: string): Promise<Step[]> {
    const { progress } = this.deployment;
    const { urn, now, answer } = registration;
    const recreating = progress.deletes.has(urn);
    const valid = await this.check(registration, old, recreating || old?.external === true);
    if (conflict || !valid) throw new ReportedError(`resource ${urn} is invalid`);
    const allowed = await this.deployment.policies?.judge(
      now,
      progress.providers.get(parseReference(now.provider).urn),
    );
    // A preview goes on, to show all that isn't allowed.
    if (allowed === false && !this.deployment.preview) throw new ReportedError(`resource ${urn} is not allowed`);

    if (recreating && old) return this.recreate(registration, old);
    if (old?.external) {
      progress.creates.add(urn);
      return [new CreateStep(answer, now, old, {}, true), new ReplaceStep(old, now)];
    }
    if (old) return this.comparison.steps(registration, old);
    progress.creates.add(urn);
    return [new CreateStep(answer, now)];
  }

  /** The step for a resource that the program only looks up. */
  read(goal: ReadGoal, answer: Answer): Step[] {
    const { progress, olds } = this.deployment;
    const urn = this.claimUrn(goal.parent, goal.type, goal.name);
    const old = olds.get(urn);
    const { id, parent, inputs, dependencies, provider, additionalSecretOutputs, sourcePosition, stackTrace } = goal;
    const known = { id, parent, inputs, dependencies, provider, additionalSecretOutputs, sourcePosition, stackTrace };
    const now = { ...newResource(urn, goal.type, true), ...known, external: true };
    const replacing = old !== undefined && !old.external && old.id !== goal.id;
    if (replacing) progress.replaces.add(urn);
    else progress.reads.add(urn);
    const read = new ReadStep(answer, now, old, replacing);
    return replacing ? [read, new ReplaceStep(old, now)] : [read];
  }

  /** Takes over what exists and compares that, instead of what the state says, with what the program wants. */
  private import(registration: Registration, old: Resource | undefined, conflict?: string): Step[] {
    const { urn, goal, now, answer } = registration;
    const alias = now.aliases[0];
    const next = async (imported: Resource): Promise<Step[]> => {
      const wanted = goalResource(urn, goal, imported, alias);
      const steps = await this.decide({ ...registration, now: wanted }, imported, conflict);
      if (!(steps[0] instanceof SameStep)) return steps;
      answer({ resource: imported, outcome: "success" });
      return [];
    };
    const replaced = this.deployment.progress.deletes.has(urn) ? undefined : old;
    const step = new ImportStep(answer, now, replaced, next);
    return replaced ? [step, new ReplaceStep(replaced, now)] : [step];
  }

  private claimUrn(parent: string, type: string, name: string): string {
    const { progress, stack, project } = this.deployment;
    if (parent !== "" && !progress.registered.has(parent)) throw new Error(`could not find parent resource ${parent}`);
    const urn = createUrn(stack, project, parent, type, name);
    if (progress.registered.has(urn)) {
      throw this.deployment.report(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
    }
    progress.registered.add(urn);
    return urn;
  }

  private managerFor(now: Resource): Manager | undefined {
    const { providers } = this.deployment;
    if (!now.custom) return undefined;
    if (isProviderType(now.type)) return providers;
    const manager = providers.get(now.provider);
    if (!manager) throw this.deployment.report(`unknown provider '${now.provider}' for resource '${now.urn}'`, now.urn);
    return manager;
  }

  /** Lets the provider look at the inputs and fill in its defaults. `fresh`: the old inputs don't matter any more. */
  private async check(
    { urn, goal, now, manager }: Registration,
    old: Resource | undefined,
    fresh: boolean,
  ): Promise<boolean> {
    const { inputs, unreachable } = ignoreChanges(now.inputs, old?.inputs ?? {}, old ? goal.ignoreChanges : []);
    if (unreachable.length > 0) {
      this.deployment.info(
        `cannot ignore changes in added or removed elements of the path: "${unreachable.join(", ")}"`,
        urn,
      );
    }
    if (!manager) return true;
    const checked = fresh
      ? await manager.check(urn, undefined, goal.inputs)
      : await manager.check(urn, old?.inputs, inputs);
    for (const failure of checked.failures ?? []) this.deployment.error(checkFailureMessage(now, failure), urn);
    now.inputs = checked.inputs;
    return (checked.failures ?? []).length === 0;
  }

  /** A resource that had to go for the sake of another is wanted again. */
  private recreate({ urn, now, answer }: Registration, old: Resource): Step[] {
    const { progress } = this.deployment;
    progress.deletes.delete(urn);
    progress.replaces.add(urn);
    const keys = progress.dependentReplaceKeys.get(urn);
    return [new ReplaceStep(old, now), new CreateStep(answer, now, old, { keys })];
  }
}

/** What was imported by that id once is only compared, as long as the program says so. */
function isImport({ custom, importID }: Goal, old: Resource | undefined): boolean {
  if (!custom || importID === "") return false;
  return old === undefined || old.external || (old.importID || old.id) !== importID;
}
