/** How many resources a line names. */
const named = 3;

interface Unknown {
  urn: string;
  property: string;
}

/** What rules would have had to know, while a pack runs. */
export class Unjudged {
  private readonly all = new Map<string, Unknown[]>();

  /** A resource is judged anew. */
  forget(rule: string, judged: string): void {
    this.all.delete(`${rule} ${judged}`);
  }

  remember(rule: string, judged: string, urn: string, property: string): void {
    const key = `${rule} ${judged}`;
    this.all.set(key, [...(this.all.get(key) ?? []), { urn, property }]);
  }

  /** A line for each rule and property, in the order of the alphabet. */
  lines(): string[] {
    const groups = new Map<string, string[]>();
    for (const [key, unknowns] of this.all) {
      const rule = key.slice(0, key.indexOf(" "));
      for (const { urn, property } of unknowns) {
        const group = `${rule}: ${property}`;
        groups.set(group, [...(groups.get(group) ?? []), urn.split("::").slice(3).join("::")]);
      }
    }
    return [...groups].map(([group, names]) => `${group} of ${listed(names.sort())} is known only later`).sort();
  }
}

function listed(names: string[]): string {
  const more = names.length - named;
  return more > 1 ? `${names.slice(0, named).join(", ")} and ${more} more` : names.join(", ");
}
