import { isDeepStrictEqual } from "node:util";
import { blinded, storeResource } from "../serialize";
import type { Journal } from "../journal";
import type { Resource } from "../resource";
import { isProviderType } from "../urn";
import { Step, type Answer, type StepContext } from "./step";

/** Nothing to do: the resource keeps its id and outputs. */
export class SameStep extends Step {
  constructor(
    override readonly old: Resource,
    override now: Resource,
    answer?: Answer,
  ) {
    super("same", old, now, answer);
  }

  async apply({ providers }: StepContext): Promise<void> {
    this.now.id = this.old.id;
    this.now.outputs = this.old.outputs;
    // A provider that sees no difference keeps the configuration it had.
    if (isProviderType(this.now.type)) await providers.same({ ...this.now, inputs: this.old.inputs });
  }

  override commit(journal: Journal): void {
    journal.add(this.now, this.old);
    if (!isDeepStrictEqual(substance(this.old), substance(this.now))) journal.write();
  }
}

/** A resource without what may change with every run. */
function substance(resource: Resource): unknown {
  return storeResource({ ...resource, sourcePosition: "", stackTrace: [] }, blinded);
}
