import { equal } from "../../providers/compare";
import { PartialFailure, type PropertyDiff, type ResourceState } from "../../providers/provider";
import { compareInputs } from "../compare-inputs";
import type { Difference } from "../provider-client";
import type { Resource } from "../resource";
import { isProviderType } from "../urn";
import { managerOf, Status, Step, StepError, type Operation, type StepContext } from "./step";

/** Looks at what really exists. */
export class RefreshStep extends Step {
  override readonly logical = false;
  private difference: Difference = {};

  constructor(override readonly old: Resource) {
    super("refresh", old, old);
  }

  override get result(): Operation {
    if (!this.now) return "delete";
    if (this.now === this.old || (!this.old.external && this.difference.changes === false)) return "same";
    if (this.old.external && equal(this.old.outputs, this.now.outputs)) return "same";
    return "update";
  }

  async apply({ providers }: StepContext): Promise<void> {
    const { urn, id, custom, type, inputs, outputs, pendingReplacement } = this.old;
    if (!custom || isProviderType(type) || pendingReplacement) return;
    const manager = managerOf(this.old, providers);
    const live = await this.read(() => manager.read(urn, id, inputs, outputs));
    if (!live) {
      this.now = undefined;
      return;
    }
    const now = { ...this.old, id: live.id, inputs: live.inputs ?? inputs, outputs: live.outputs };
    if (!equal(inputs, now.inputs) || !equal(outputs, now.outputs)) now.modified = new Date().toISOString();
    this.now = now;
    if (this.old.external) return;
    // What an update would do to undo the drift, seen from the other side.
    const difference = await compareInputs(manager, now, inputs, this.old.ignoreChanges);
    this.difference = { ...difference, detailedDiff: invert(difference.detailedDiff) };
    Object.assign(this.reasons, { diffs: difference.diffs, detailedDiff: this.difference.detailedDiff });
  }

  private async read(read: () => Promise<ResourceState | undefined>): Promise<ResourceState | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof PartialFailure) return error.state;
      throw new StepError(error instanceof Error ? error.message : String(error), Status.unknown);
    }
  }
}

const INVERSE: Record<PropertyDiff["kind"], PropertyDiff["kind"]> = {
  add: "delete",
  "add-replace": "delete-replace",
  delete: "add",
  "delete-replace": "add-replace",
  update: "update",
  "update-replace": "update-replace",
};

function invert(detailed: Record<string, PropertyDiff> | undefined): Record<string, PropertyDiff> | undefined {
  if (!detailed) return undefined;
  return Object.fromEntries(
    Object.entries(detailed).map(([path, diff]) => [path, { ...diff, kind: INVERSE[diff.kind] }]),
  );
}
