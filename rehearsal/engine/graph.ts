import { dependenciesOf, providerUrnOf, type Resource } from "./resource";

/** Who depends on whom among resources that are listed in dependency order. Several resources may share a URN. */
export class Graph {
  private readonly index = new Map<Resource, number>();
  private readonly descendants = new Map<string, number[]>();

  constructor(private readonly resources: Resource[]) {
    const byUrn = new Map<string, number>();
    resources.forEach((resource, position) => {
      this.index.set(resource, position);
      byUrn.set(resource.urn, position);
      for (let parent = resource.parent; parent !== ""; parent = resources[byUrn.get(parent) ?? -1]?.parent ?? "") {
        this.descendants.set(parent, [...(this.descendants.get(parent) ?? []), position]);
      }
    });
  }

  has(resource: Resource): boolean {
    return this.index.has(resource);
  }

  /** Everything that needs `root`, directly or not, in dependency order. Children of a component don't count. */
  dependingOn(root: Resource, ignore: ReadonlySet<string>): Resource[] {
    const reached = new Set([root.urn]);
    return this.resources.slice(this.position(root) + 1).filter((candidate) => {
      const needs = [...dependenciesOf(candidate), providerUrnOf(candidate)];
      const dependent = !ignore.has(candidate.urn) && needs.some((urn) => reached.has(urn));
      if (dependent) reached.add(candidate.urn);
      return dependent;
    });
  }

  /** What `resource` needs directly: dependencies, provider, parent, and the children of components among them. */
  dependenciesOf(resource: Resource): Set<Resource> {
    const end = this.position(resource);
    const urns = new Set([...dependenciesOf(resource), providerUrnOf(resource)]);
    const found = new Set<Resource>();
    for (const candidate of this.resources.slice(0, end)) {
      if (candidate.urn === resource.parent) found.add(candidate);
      if (!urns.has(candidate.urn)) continue;
      found.add(candidate);
      if (!candidate.custom) this.childrenBefore(candidate, end).forEach((child) => found.add(child));
    }
    return found;
  }

  /** What `resource` needs, directly or not. */
  transitiveDependenciesOf(resource: Resource): Set<Resource> {
    const found = new Set<Resource>();
    const visit = (from: Resource): void => {
      for (const urn of [...dependenciesOf(from), providerUrnOf(from), from.parent]) {
        const next = this.lookup(from, urn);
        if (!next || found.has(next)) continue;
        found.add(next);
        visit(next);
      }
    };
    visit(resource);
    found.delete(resource);
    return found;
  }

  private lookup(from: Resource, urn: string): Resource | undefined {
    const same = this.resources.filter((candidate) => candidate.urn === urn);
    return same.find((candidate) => candidate.delete === from.delete) ?? same[0];
  }

  private childrenBefore(component: Resource, end: number): Resource[] {
    const positions = this.descendants.get(component.urn) ?? [];
    return positions.filter((position) => position < end).map((position) => this.resources[position]!);
  }

  private position(resource: Resource): number {
    const position = this.index.get(resource);
    if (position === undefined) throw new Error(`${resource.urn} isn't in the dependency graph`);
    return position;
  }
}
