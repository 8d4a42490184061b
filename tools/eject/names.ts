import type { Marker } from "./markers";
import type { Observation, Resource } from "./observe";

/** What machines, variables and secrets are called. */
export class Names {
  private readonly byUrn: Map<string, Resource>;
  private readonly given = new Map<string, string>();

  constructor(private readonly observation: Observation) {
    this.byUrn = new Map(observation.resources.map((resource) => [resource.urn, resource]));
    // Sorted, so that a name that two would have goes to the same one each time.
    for (const marker of [...observation.markers].sort((a, b) => (a.of + a.kind < b.of + b.kind ? -1 : 1)))
      this.give(marker);
  }

  /** The variable for what a marker stands for. */
  readonly variable = (marker: Marker): string => this.given.get(marker.text) ?? upper(marker.of);

  /** The resources above one, nearest first. */
  above({ parent }: Resource): Resource[] {
    const resource = parent === undefined ? undefined : this.byUrn.get(parent);
    return resource ? [resource, ...this.above(resource)] : [];
  }

  /** The resource with a URN. */
  resource(urn: string): Resource | undefined {
    return this.byUrn.get(urn);
  }

  /** The machine that a resource belongs to, by the name of its host. */
  machine(resource: Resource): string {
    return this.above(resource).find(({ type }) => /:(Existing)?Host$/.test(type))?.name ?? resource.name;
  }

  private give(marker: Marker): void {
    const name = this.wanted(marker);
    const taken = new Set(this.given.values());
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
    this.given.set(marker.text, free);
  }

  private wanted({ kind, of }: Marker): string {
    const resource = this.byUrn.get(of);
    if (!resource) return upper(of.slice(of.indexOf(":") + 1));
    if (kind === "ipv4" || kind === "ipv6") {
      const reserved = /ReservedIp$/.test(resource.type) ? "RESERVED_" : "";
      return `${upper(this.machine(resource))}_${reserved}${kind.toUpperCase()}`;
    }
    return kind === "result" ? `RESULT_OF_${upper(resource.name)}` : upper(resource.name);
  }
}

/** For example `NOTIFY_PASSWORD` of `notifyPassword`. */
function upper(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase();
}
