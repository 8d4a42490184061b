import type { Journal } from "../journal";
import type { Manager } from "../provider-client";
import type { Resource } from "../resource";
import type { StoredOperation } from "../stored";
import { takePartialFailure } from "./create";
import { managerOf, Step, Status, type StepError, type Answer, type Reasons, type StepContext } from "./step";

/** Changes a resource in place. */
export class UpdateStep extends Step {
  constructor(
    answer: Answer,
    override readonly old: Resource,
    override now: Resource,
    reasons: Reasons,
  ) {
    super("update", old, now, answer, reasons);
  }

  async apply({ preview, providers }: StepContext): Promise<void> {
    const { id, created, modified } = this.old;
    Object.assign(this.now, { id, created, modified });
    if (!this.now.custom) return;
    const failure = await this.update(managerOf(this.now, providers), preview);
    this.now.modified = new Date().toISOString();
    if (failure) throw failure;
  }

  override pending(): StoredOperation["type"] {
    return "updating";
  }

  override commit(journal: Journal): void {
    // What exists wasn't made from the new inputs: the next run has to try again.
    if (this.now.initErrors.length > 0) this.now.inputs = this.old.inputs;
    journal.add(this.now, this.old);
    journal.write();
  }

  private async update(manager: Manager, preview: boolean): Promise<StepError | undefined> {
    const { now, old } = this;
    const mode = { timeout: now.customTimeouts.update ?? 0, preview };
    try {
      const done = await manager.update(now.urn, old.id, old.inputs, old.outputs, now.inputs, mode, now.ignoreChanges);
      now.outputs = done.outputs;
      return undefined;
    } catch (error) {
      return takePartialFailure(now, error, Status.unknown);
    }
  }
}

/** Marks a replacement where the user expects one operation; its parts are steps of their own. */
export class ReplaceStep extends Step {
  constructor(old: Resource, now: Resource, reasons?: Reasons) {
    super("replace", old, now, undefined, reasons);
  }

  async apply(): Promise<void> {
    // The create and the delete do the work.
  }
}
