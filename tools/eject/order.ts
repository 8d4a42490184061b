import type { Resource } from "./observe";

const step = "command:remote:Command";

/** Everything that a resource waits for, by URN. */
export class Order {
  private readonly byUrn: Map<string, Resource>;
  private readonly known = new Map<string, Set<string>>();

  constructor(resources: readonly Resource[]) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  /** URNs of the steps that a resource waits for, however far away. */
  stepsBefore(urn: string): Set<string> {
    const before = this.known.get(urn);
    if (before) return before;
    const found = new Set<string>();
    this.known.set(urn, found);
    for (const dependency of this.byUrn.get(urn)?.dependencies ?? []) {
      if (this.byUrn.get(dependency)?.type === step) found.add(dependency);
      for (const further of this.stepsBefore(dependency)) found.add(further);
    }
    return found;
  }

  /**
   * Steps in an order that keeps what each waits for: as long as possible on one machine, and there within one component; otherwise by
   * name, so that it is the same each time. `done` are steps that come before.
   */
  sorted(steps: readonly Resource[], machineOf: (step: Resource) => string, done: readonly Resource[]): Resource[] {
    const left = [...steps].sort((a, b) => (a.name < b.name ? -1 : 1));
    const sorted: Resource[] = [];
    let last = done.at(-1);
    while (left.length > 0) {
      const past = new Set([...done, ...sorted].map(({ urn }) => urn));
      const ready = left.filter(({ urn }) => [...this.stepsBefore(urn)].every((before) => past.has(before)));
      const here = ready.filter((one) => last && machineOf(one) === machineOf(last));
      const next = here.find(({ parent }) => parent === last?.parent) ?? here[0] ?? ready[0];
      if (!next) throw new Error(`these steps wait for each other: ${left.map(({ name }) => name).join(", ")}`);
      left.splice(left.indexOf(next), 1);
      sorted.push(next);
      last = next;
    }
    return sorted;
  }
}
