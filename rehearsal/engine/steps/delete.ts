import type { Journal } from "../journal";
import type { Resource } from "../resource";
import type { StoredOperation } from "../stored";
import { managerOf, Status, Step, StepError, type Operation, type StepContext } from "./step";

/** A protected resource was to be deleted. It stops nothing else, so that all of them are reported in one run. */
export class ProtectedError extends StepError {}

/** Deletes a resource, for good or as part of a replacement. */
export class DeleteStep extends Step {
  override readonly logical: boolean;

  constructor(
    override readonly old: Resource,
    private readonly replacing: "no" | "before" | "after" = "no",
  ) {
    super(operation(old, replacing !== "no"), old, undefined);
    this.logical = replacing === "no";
  }

  async apply(context: StepContext): Promise<void> {
    if (this.replacing === "no" && this.old.protect) throw new ProtectedError(protectedMessage(this.old.urn));
    if (!context.preview && this.exists(context)) await this.delete(context);
    if (this.replacing === "before") this.old.pendingReplacement = true;
  }

  override pending(): StoredOperation["type"] {
    return "deleting";
  }

  override commit(journal: Journal): void {
    if (!this.old.pendingReplacement) journal.remove(this.old);
    journal.write();
  }

  private exists({ deletes }: StepContext): boolean {
    return this.old.custom && !this.old.external && !this.old.retainOnDelete && !deletes.has(this.old.deletedWith);
  }

  private async delete({ providers }: StepContext): Promise<void> {
    const { urn, id, inputs, outputs, customTimeouts } = this.old;
    try {
      await managerOf(this.old, providers).delete(urn, id, inputs, outputs, customTimeouts.delete ?? 0);
    } catch (error) {
      throw new StepError(error instanceof Error ? error.message : String(error), Status.unknown);
    }
  }
}

/** Forgets a resource that was deleted before its replacement, which nobody asks for any more. */
export class RemovePendingReplaceStep extends Step {
  override readonly logical = false;

  constructor(override readonly old: Resource) {
    super("remove-pending-replace", old, undefined);
  }

  async apply(): Promise<void> {
    // It is gone already.
  }

  override commit(journal: Journal): void {
    journal.remove(this.old);
    journal.write();
  }
}

function operation(resource: Resource, replacing: boolean): Operation {
  if (resource.external) return replacing ? "discard-replaced" : "discard";
  return replacing ? "delete-replaced" : "delete";
}

function protectedMessage(urn: string): string {
  return (
    `resource "${urn}" cannot be deleted\n` +
    "because it is protected. To unprotect the resource, " +
    "either remove the `protect` flag from the resource in your Pulumi " +
    "program and run `pulumi up`, or use the command:\n" +
    `\`pulumi state unprotect '${urn}'\``
  );
}
