import { PartialFailure, type ResourceState } from "../../providers/provider";
import type { Journal } from "../journal";
import type { Manager } from "../provider-client";
import type { Resource } from "../resource";
import type { StoredOperation } from "../stored";
import { managerOf, Status, Step, StepError, type Answer, type StepContext } from "./step";

/**
 * Takes something that exists already under the stack's care, as the provider tells it, in place of the `original` if there is one. What the
 * program wants otherwise is an update after it: `next` says which, and the program is answered only then.
 */
export class ImportStep extends Step {
  override readonly logical: boolean;
  /** What was found, for a comparison with what becomes of it. */
  override old: Resource | undefined = undefined;

  constructor(
    private readonly registered: Answer,
    override now: Resource,
    private readonly original: Resource | undefined,
    readonly next: (imported: Resource) => Promise<Step[]>,
  ) {
    super(original ? "import-replacement" : "import", undefined, now);
    this.logical = original === undefined;
  }

  async apply({ providers }: StepContext): Promise<void> {
    const { now } = this;
    Object.assign(now, await this.read(managerOf(now, providers)));
    // So that there is something to show a difference from.
    this.old = { ...now };
    now.created = now.modified = new Date().toISOString();
    if (this.original) this.original.delete = true;
  }

  override pending(): StoredOperation["type"] {
    return "importing";
  }

  override commit(journal: Journal): void {
    journal.add(this.now);
    journal.write();
  }

  override refuse(outcome: "failed" | "skipped"): void {
    this.registered({ resource: this.now, outcome });
  }

  private async read(manager: Manager): Promise<ResourceState> {
    const { urn, importID } = this.now;
    const found = await manager.read(urn, importID, {}, {}).catch((error: unknown) => {
      if (!(error instanceof PartialFailure))
        throw new StepError(error instanceof Error ? error.message : String(error), Status.unknown);
      this.now.initErrors = error.reasons;
      return error.state;
    });
    if (!found) throw new StepError(`resource '${importID}' does not exist`);
    return found;
  }
}
