import { compareInputs } from "./compare-inputs";
import type { Deployment } from "./deployment";
import { applyReplaceOnChanges, isReplacement } from "./diff";
import type { Registration } from "./generator";
import { importedReplaceMessage, protectedReplaceMessage } from "./messages";
import { equal } from "../providers/compare";
import { containsUnknown, unwrap } from "../providers/value";
import { checkFailureMessage } from "./messages";
import type { Difference } from "./provider-client";
import { Replacement } from "./replacement";
import type { Resource } from "./resource";
import { SameStep } from "./steps/same";
import type { Step } from "./steps/step";
import { UpdateStep } from "./steps/update";
import { DiffUnavailable } from "./unconfigured-provider";
import { parseReference } from "./urn";

/** Decides what has to be done to a resource that exists. */
export class Comparison {
  private readonly replacement: Replacement;

  constructor(private readonly deployment: Deployment) {
    this.replacement = new Replacement(deployment);
  }

  async steps(registration: Registration, old: Resource): Promise<Step[]> {
    const { urn, goal, now, answer } = registration;
    const { progress } = this.deployment;
    const triggered = this.isTriggered(now, old);
    const found = triggered ? { changes: true } : await this.difference(registration, old);
    const broken = old.initErrors.length > 0;
    const difference = applyReplaceOnChanges(found, goal.replaceOnChanges, broken);
    const reasons = { keys: difference.replaces, diffs: difference.diffs, detailedDiff: difference.detailedDiff };
    if (difference.changes || old.pendingReplacement) {
      if (triggered || old.pendingReplacement || isReplacement(difference)) {
        await this.prepareReplacement(registration, old, difference.replaces ?? []);
        return this.replacement.steps(registration, old, difference);
      }
    } else if (!broken) {
      progress.sames.add(urn);
      return [new SameStep(old, now, answer)];
    }
    // A resource that wasn't whole is tried again even if nothing changed.
    progress.updates.add(urn);
    return [new UpdateStep(answer, old, now, { diffs: reasons.diffs, detailedDiff: reasons.detailedDiff })];
  }

  private isTriggered(now: Resource, old: Resource): boolean {
    const [before, after] = [unwrap(old.replacementTrigger), unwrap(now.replacementTrigger)];
    if (containsUnknown(after) && !this.deployment.preview) {
      throw this.deployment.report(`replacement trigger contains unknowns for ${now.urn}`, now.urn);
    }
    if (containsUnknown(before) || containsUnknown(after)) return true;
    if (before === undefined || before === null || after === undefined || after === null) return false;
    return !equal(before, after);
  }

  private async difference({ urn, goal, now, manager }: Registration, old: Resource): Promise<Difference> {
    const { progress } = this.deployment;
    const because = (key: string): Difference => ({ changes: true, replaces: [key] });
    if (now.replaceWith.some((other) => progress.replaces.has(other))) return because("replaceWith");
    if (progress.replaces.has(now.deletedWith)) return because("deletedWith");
    if (await this.providerChanged(old, now)) return because("provider");
    if (!manager) return { changes: !equal(old.inputs, now.inputs) };
    try {
      return await compareInputs(manager, { ...old, urn }, now.inputs, goal.ignoreChanges);
    } catch (error) {
      if (!(error instanceof DiffUnavailable)) throw error;
      this.deployment.warn(error.message, urn);
      return { changes: true };
    }
  }

  /** Another provider replaces a resource only if the provider says that the new configuration can't manage the old resource. */
  private async providerChanged(old: Resource, now: Resource): Promise<boolean> {
    if (old.provider === now.provider) return false;
    if (old.provider === "" || now.provider === "") return true;
    const { progress, olds, providers } = this.deployment;
    const [before, after] = [parseReference(old.provider).urn, parseReference(now.provider).urn];
    if (progress.aliased.get(before) === after) return false;
    const [oldProvider, newProvider] = [olds.get(before), progress.providers.get(after)];
    if (!oldProvider || !newProvider) throw new Error(`provider of ${now.urn} is missing`);
    return providers.mustReplace(after, oldProvider, newProvider.inputs);
  }

  /** A new resource doesn't inherit the old one's defaults, and a protected one isn't replaced. */
  private async prepareReplacement(
    { urn, goal, now, manager }: Registration,
    old: Resource,
    keys: string[],
  ): Promise<void> {
    const { deployment } = this;
    if (now.protect && old.protect) {
      if (!deployment.preview) throw deployment.report(protectedReplaceMessage(urn), urn);
      deployment.error(protectedReplaceMessage(urn), urn);
    }
    if (goal.importID !== "") {
      const message = importedReplaceMessage(keys, old, now);
      if (!deployment.preview) throw deployment.report(message, urn);
      deployment.warn(message, urn);
    }
    deployment.progress.replaces.add(urn);
    if (!manager) return;
    const { inputs, failures = [] } = await manager.check(urn, undefined, goal.inputs);
    for (const failure of failures.slice(0, -1)) deployment.error(checkFailureMessage(now, failure), urn);
    const last = failures.at(-1);
    if (last) throw deployment.report(checkFailureMessage(now, last), urn);
    now.inputs = inputs;
  }
}
