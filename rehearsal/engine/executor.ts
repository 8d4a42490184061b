import { Secret } from "../providers/value";
import type { Deployment } from "./deployment";
import { ProtectedError } from "./steps/delete";
import { Step, StepError, type StepContext } from "./steps/step";

/** Does steps: those of one chain one after the other, chains side by side. */
export class Executor {
  /** Set when something failed. */
  failed = false;
  /** Steps that failed while the run goes on. */
  readonly erroredSteps: Step[] = [];
  private cancelled = false;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly active = new Set<Promise<void>>();

  constructor(
    private readonly deployment: Deployment,
    private readonly context: StepContext,
    private readonly options: { parallel: number; continueOnError: boolean; ignoreErrors?: boolean },
    private readonly onCancel: () => void = () => undefined,
  ) {}

  /** Takes a chain; the promise is fulfilled when it was done, failed or dropped. */
  execute(chain: Step[]): Promise<void> {
    const done = this.run(chain).finally(() => this.active.delete(done));
    this.active.add(done);
    return done;
  }

  /** No step is begun any more; those under way end. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.onCancel();
    for (const resume of this.waiting.splice(0)) resume();
  }

  get isCancelled(): boolean {
    return this.cancelled;
  }

  /** Waits for everything that was taken. */
  async idle(): Promise<void> {
    while (this.active.size > 0) await Promise.all(this.active);
  }

  private async run(chain: Step[]): Promise<void> {
    await this.slot();
    try {
      for (const step of chain) {
        if (this.cancelled || !(await this.step(step))) return;
      }
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  private async slot(): Promise<void> {
    while (this.running >= this.options.parallel && !this.cancelled) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running += 1;
  }

  private async step(step: Step): Promise<boolean> {
    const { reporter, journal, progress } = this.deployment;
    reporter.before(step);
    const operation = step.pending();
    const end = operation && journal?.begin(step.resource, operation);
    const error = await step.apply(this.context).then(() => undefined, toStepError);
    if (step.now && step.op !== "replace") {
      markSecrets(step);
      progress.news.set(step.now.urn, step.now);
    }
    end?.();
    const exists = !error || error.status === 1;
    if (error) reporter.failure(step, error.message, error.status);
    else {
      if (step.logical && step.now) this.deployment.unfinished.set(step.now.urn, step);
      reporter.after(step);
    }
    if (journal && exists) step.commit(journal);
    else if (operation) journal?.write();
    if (error) this.handle(step, error);
    else if (step.now) step.answer?.({ resource: step.now, outcome: "success" });
    return !error;
  }

  private handle(step: Step, error: StepError): void {
    this.failed = true;
    if (this.options.ignoreErrors) return;
    if (!this.options.continueOnError && !(error instanceof ProtectedError)) return this.cancel();
    this.erroredSteps.push(step);
    step.refuse("failed");
  }
}

function toStepError(error: unknown): StepError {
  return error instanceof StepError ? error : new StepError(error instanceof Error ? error.message : String(error));
}

/** Outputs are secret if the program says so, or if the input of the same name is. A resource that stays the same shares its outputs with the old one. */
function markSecrets({ now }: Step): void {
  for (const [key, value] of Object.entries(now?.outputs ?? {})) {
    if (!now || key === "id" || value === undefined || value instanceof Secret) continue;
    if (now.additionalSecretOutputs.includes(key) || now.inputs[key] instanceof Secret)
      now.outputs[key] = new Secret(value);
  }
}
