import { Unknown } from "../providers/value";
import { compareInputs } from "./compare-inputs";
import type { Deployment } from "./deployment";
import { applyReplaceOnChanges, isReplacement } from "./diff";
import type { Registration } from "./generator";
import { protectedDependentMessage } from "./messages";
import type { Difference } from "./provider-client";
import { providerUrnOf, type Resource } from "./resource";
import { CreateStep } from "./steps/create";
import { DeleteStep } from "./steps/delete";
import { managerOf, type Step } from "./steps/step";
import { ReplaceStep } from "./steps/update";
import { isProviderType } from "./urn";

/** A resource that has to go before another one can, and the properties that say so. */
interface Dependent {
  resource: Resource;
  keys: string[];
}

/** Steps of a replacement, in either order. */
export class Replacement {
  constructor(private readonly deployment: Deployment) {}

  /** By default the new resource is made first and the old one deleted at the end of the run. */
  async steps({ urn, goal, now, answer }: Registration, old: Resource, difference: Difference): Promise<Step[]> {
    const reasons = { keys: difference.replaces, diffs: difference.diffs, detailedDiff: difference.detailedDiff };
    if (!(goal.deleteBeforeReplace ?? difference.deleteBeforeReplace)) {
      return [new CreateStep(answer, now, old, reasons, true), new ReplaceStep(old, now, reasons)];
    }
    const deletes = await this.deleteDependents(urn, old);
    await this.deployment.ensureProvider(old.provider);
    if (!old.pendingReplacement) {
      this.deployment.progress.deletes.add(old.urn);
      deletes.push(new DeleteStep(old, "before"));
    }
    return [...deletes, new ReplaceStep(old, now, reasons), new CreateStep(answer, now, old, reasons)];
  }

  /** Who depends on the resource in a way that the replacement changes has to be deleted before it, last first. */
  private async deleteDependents(urn: string, old: Resource): Promise<DeleteStep[]> {
    const { progress } = this.deployment;
    const steps: DeleteStep[] = [];
    const dependents = [...(await this.dependents(old)), ...this.companions(urn)];
    for (const { resource, keys } of dependents.reverse()) {
      if (progress.pendingDeletes.has(resource)) continue;
      progress.dependentReplaceKeys.set(resource.urn, keys);
      if (!resource.delete && resource.protect) {
        throw this.deployment.report(protectedDependentMessage(resource.urn, urn), urn);
      }
      steps.push(new DeleteStep(resource, resource.delete ? "no" : "before"));
      progress.deletes.add(resource.urn);
      progress.pendingDeletes.add(resource);
    }
    return steps;
  }

  /** Resources that are deleted or replaced along with this one. */
  private companions(urn: string): Dependent[] {
    const { progress, olds } = this.deployment;
    const all = new Map([...olds, ...progress.news]);
    return [...all.values()]
      .filter(({ replaceWith, deletedWith }) => replaceWith.includes(urn) || deletedWith === urn)
      .map((resource) => ({ resource, keys: [] }));
  }

  private async dependents(root: Resource): Promise<Dependent[]> {
    const { graph, progress } = this.deployment;
    const replaced = new Set([root.urn]);
    const found: Dependent[] = [];
    if (!graph.has(root)) return found;
    for (const resource of graph.dependingOn(root, progress.decided())) {
      const keys = await this.reasonToReplace(resource, replaced);
      if (!keys) continue;
      found.push({ resource, keys });
      replaced.add(resource.urn);
    }
    return found;
  }

  /** Asks the provider what would be if everything that comes from a replaced resource were different. Undefined: it can stay. */
  private async reasonToReplace(resource: Resource, replaced: ReadonlySet<string>): Promise<string[] | undefined> {
    const { deployment } = this;
    if (!resource.custom || resource.external) return undefined;
    if (replaced.has(providerUrnOf(resource))) {
      await deployment.ensureProvider(resource.provider);
      return [];
    }
    if (resource.deletedWith !== "" && replaced.has(resource.deletedWith)) return [];
    const affected = Object.keys(resource.inputs).filter((key) =>
      resource.propertyDependencies[key]?.some((urn) => replaced.has(urn)),
    );
    if (affected.length === 0) return undefined;
    if (isProviderType(resource.type)) await deployment.providers.same(resource);
    else await deployment.ensureProvider(resource.provider);
    const inputs = { ...resource.inputs, ...Object.fromEntries(affected.map((key) => [key, Unknown.instance])) };
    const manager = managerOf(resource, deployment.providers);
    const difference = await compareInputs(manager, resource, inputs, resource.ignoreChanges);
    const applied = applyReplaceOnChanges(difference, resource.replaceOnChanges, false);
    return isReplacement(applied) ? (applied.replaces ?? []) : undefined;
  }
}
