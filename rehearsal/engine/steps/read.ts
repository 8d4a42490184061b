import type { Journal } from "../journal";
import type { Resource } from "../resource";
import type { StoredOperation } from "../stored";
import { managerOf, Status, Step, StepError, type Answer, type StepContext } from "./step";

/** Looks up a resource that somebody else manages. */
export class ReadStep extends Step {
  override readonly logical: boolean;

  constructor(
    answer: Answer,
    override now: Resource,
    old: Resource | undefined,
    replacing: boolean,
  ) {
    super(replacing ? "read-replacement" : "read", old, now, answer);
    this.logical = !replacing;
  }

  async apply({ providers }: StepContext): Promise<void> {
    const { urn, id, inputs } = this.now;
    const found = await managerOf(this.now, providers)
      .read(urn, id, {}, inputs)
      .catch((error: unknown) => {
        throw new StepError(error instanceof Error ? error.message : String(error), Status.unknown);
      });
    if (!found) throw new StepError(`resource '${id}' does not exist`, Status.unknown);
    Object.assign(this.now, { id: found.id, outputs: found.outputs });
    if (found.inputs) this.now.inputs = found.inputs;
    if (this.op === "read-replacement" && this.old) this.old.delete = true;
  }

  override pending(): StoredOperation["type"] {
    return "reading";
  }

  override commit(journal: Journal): void {
    journal.add(this.now, this.op === "read" ? this.old : undefined);
    journal.write();
  }
}
