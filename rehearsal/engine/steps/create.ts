import { PartialFailure } from "../../providers/provider";
import type { Journal } from "../journal";
import type { Resource } from "../resource";
import type { StoredOperation } from "../stored";
import { managerOf, Status, Step, StepError, type Answer, type Reasons, type StepContext } from "./step";

/** Makes a resource, as a new one or as the successor of `old`. */
export class CreateStep extends Step {
  override readonly logical: boolean;

  constructor(
    answer: Answer,
    override now: Resource,
    old?: Resource,
    reasons?: Reasons,
    /** The predecessor still exists and is deleted later. */
    private readonly pendingDelete = false,
  ) {
    super(old ? "create-replacement" : "create", old, now, answer, reasons);
    this.logical = old === undefined;
  }

  async apply({ preview, providers }: StepContext): Promise<void> {
    const failure = this.now.custom ? await this.create(managerOf(this.now, providers), preview) : undefined;
    this.now.created = this.now.modified = new Date().toISOString();
    if (this.old && this.pendingDelete) this.old.delete = true;
    if (failure) throw failure;
  }

  override pending(): StoredOperation["type"] {
    return "creating";
  }

  override commit(journal: Journal): void {
    journal.add(this.now, this.old?.pendingReplacement ? this.old : undefined);
    journal.write();
  }

  private async create(manager: ReturnType<typeof managerOf>, preview: boolean): Promise<StepError | undefined> {
    const mode = { timeout: this.now.customTimeouts.create ?? 0, preview };
    try {
      const { id, outputs } = await manager.create(this.now.urn, this.now.inputs, mode);
      if (id === "" && !preview)
        throw new StepError(`plugin returned empty resource.ID from create '${this.now.urn}'`, Status.unknown);
      Object.assign(this.now, { id, outputs });
      return undefined;
    } catch (error) {
      return takePartialFailure(this.now, error, Status.ok);
    }
  }
}

/** Keeps what a failed create or update left behind. Any other error is thrown on with the status `otherwise`. */
export function takePartialFailure(resource: Resource, error: unknown, otherwise: StepError["status"]): StepError {
  if (error instanceof StepError) throw error;
  if (!(error instanceof PartialFailure))
    throw new StepError(error instanceof Error ? error.message : String(error), otherwise);
  const { reasons, state } = error;
  Object.assign(resource, { id: state.id, outputs: state.outputs, initErrors: reasons });
  const list = reasons.map((reason) => `\t* ${reason}`).join("\n");
  return new StepError(
    `${reasons.length} error${reasons.length === 1 ? "" : "s"} occurred:\n${list}\n\n`,
    Status.partial,
  );
}
