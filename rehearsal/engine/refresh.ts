import type { Deployment } from "./deployment";
import { Executor } from "./executor";
import { onInterruption } from "./interruption";
import type { Resource } from "./resource";
import { RefreshStep } from "./steps/refresh";

/** Looks at everything the last run left and takes over what it finds. False: something couldn't be looked at. */
export async function refresh(deployment: Deployment, parallel: number, signal?: AbortSignal): Promise<boolean> {
  const { providers, preview, progress } = deployment;
  const context = { preview, providers, deletes: progress.deletes };
  const executor = new Executor(deployment, context, { parallel, continueOnError: false, ignoreErrors: true });
  for (const resource of deployment.previous) await deployment.ensureProvider(resource.provider);
  const calm = onInterruption(signal, () => executor.cancel());
  const steps = deployment.previous.map((resource) => new RefreshStep(resource));
  await Promise.all(steps.map((step) => executor.execute([step])));
  calm();
  const found = repair(steps.flatMap(({ now }) => (now ? [now] : [])));
  deployment.startFrom(found);
  progress.news.clear();
  deployment.journal?.rebase(found);
  return !executor.failed && !executor.isCancelled;
}

/** Takes references to what is gone out of the others. */
function repair(resources: Resource[]): Resource[] {
  const present = new Set<string>();
  const parents = new Map<string, string>();
  const all = new Set(resources.map(({ urn }) => urn));
  const exists = (urn: string): boolean => present.has(urn);
  return resources.map((resource) => {
    const parent = all.has(resource.parent) ? resource.parent : (parents.get(resource.parent) ?? "");
    parents.set(resource.urn, parent);
    const dependencies = Object.entries(resource.propertyDependencies);
    const repaired = {
      ...resource,
      parent,
      dependencies: resource.dependencies.filter(exists),
      replaceWith: resource.replaceWith.filter(exists),
      deletedWith: exists(resource.deletedWith) ? resource.deletedWith : "",
      propertyDependencies: Object.fromEntries(
        dependencies.map(([key, urns]) => [key, urns.filter(exists)] as const).filter(([, urns]) => urns.length > 0),
      ),
    };
    present.add(resource.urn);
    return repaired;
  });
}
