import type { Deployment } from "./deployment";
import type { Resource } from "./resource";
import { DeleteStep, RemovePendingReplaceStep } from "./steps/delete";
import type { Step } from "./steps/step";

/** Deletes what the last run knew and this program no longer wants, in groups: whoever depends on something is in an earlier group. */
export async function planDeletions(deployment: Deployment): Promise<Step[][]> {
  const { progress, graph } = deployment;
  const steps = new Map<Resource, Step>();
  for (const resource of deployment.previous) {
    const step = deletion(resource, deployment);
    if (!step) continue;
    progress.deletes.add(resource.urn);
    steps.set(resource, step);
    await deployment.ensureProvider(resource.provider);
  }
  const groups: Step[][] = [];
  for (const left = new Set(steps.keys()); left.size > 0;) {
    const free = [...left].filter(
      (resource) => ![...graph.dependenciesOf(resource)].some((needed) => left.has(needed)),
    );
    for (const resource of free) left.delete(resource);
    groups.unshift(free.map((resource) => steps.get(resource)!));
  }
  return groups;
}

function deletion(resource: Resource, { progress }: Deployment): Step | undefined {
  if (resource.delete) return progress.pendingDeletes.has(resource) ? undefined : new DeleteStep(resource, "after");
  if (progress.isKept(resource.urn)) return undefined;
  return resource.pendingReplacement ? new RemovePendingReplaceStep(resource) : new DeleteStep(resource);
}
