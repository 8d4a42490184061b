import type { PropertyMap } from "../providers/value";
import { planDeletions } from "./deletions";
import type { Deployment } from "./deployment";
import { Executor } from "./executor";
import { Generator, type ReadGoal } from "./generator";
import { ReportedError } from "./messages";
import { dependenciesOf, type Goal, type Resource } from "./resource";
import { ImportStep } from "./steps/import";
import type { Answer, RegisterResult, Step } from "./steps/step";
import { qualifiedType, STACK_TYPE } from "./urn";

/** The monitor's answer to a program whose run has ended. */
export class RunEnded extends Error {}

const ENDED = "resource monitor shut down";

/** Does what a program asks for while it runs, and deletes what it no longer asks for when it has ended. */
export class Update {
  readonly executor: Executor;
  /** True if the run ended because of the program: its errors say why. */
  explained = false;
  private readonly generator: Generator;
  private readonly skipped = new Set<string>();
  private queue: Promise<void> = Promise.resolve();
  private stackOutputs: { urn: string; outputs: PropertyMap } | undefined;
  private endProgram: (error: Error) => void = () => undefined;
  private readonly ended = new Promise<never>((_resolve, reject) => (this.endProgram = reject));

  constructor(
    private readonly deployment: Deployment,
    options: { parallel: number; continueOnError: boolean },
  ) {
    const context = {
      preview: deployment.preview,
      providers: deployment.providers,
      deletes: deployment.progress.deletes,
    };
    this.generator = new Generator(deployment);
    this.executor = new Executor(
      deployment,
      context,
      options,
      () => void this.executor.idle().then(() => this.abort()),
    );
    this.ended.catch(() => undefined);
  }

  /** A resource that the program wants. */
  register(goal: Goal): Promise<RegisterResult> {
    return this.enqueue((answer) => this.generator.register(goal, answer));
  }

  /** A resource that the program looks up. */
  async read(goal: ReadGoal): Promise<RegisterResult> {
    return this.enqueue(async (answer) => this.generator.read(goal, answer));
  }

  /** What a plugin makes of a registration. Its failure ends the run, and the run's end ends the wait. */
  async remote<Made>(work: Promise<Made>, explain: (reason: string) => string): Promise<Made> {
    const made = work.catch((error: Error) => {
      // A plugin that was in the middle of something fails when the run ends; why it ended was said before.
      if (!this.executor.isCancelled) this.deployment.error(explain(error.message));
      this.end();
      throw new RunEnded(ENDED);
    });
    made.catch(() => undefined);
    return Promise.race([made, this.ended]);
  }

  /** Outputs of a component. Those of the stack are kept until it is known whether all went well. */
  async registerOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    if (qualifiedType(urn) === STACK_TYPE) this.stackOutputs = { urn, outputs };
    else this.takeOutputs(urn, outputs);
  }

  /** Ends every call of the program that waits. */
  abort(): void {
    this.endProgram(new RunEnded(ENDED));
  }

  /** After the program: waits for what is under way, then deletes what is no longer wanted. */
  async finish(programFailed: boolean): Promise<void> {
    await this.queue;
    if (programFailed) this.end();
    await this.executor.idle();
    if (!this.executor.isCancelled) await this.deleteUnwanted();
    const failed = this.executor.failed || this.deployment.reporter.failed;
    if (!this.stackOutputs) return;
    const { urn, outputs } = this.stackOutputs;
    const former = failed ? this.deployment.olds.get(urn)?.outputs : {};
    this.takeOutputs(urn, { ...former, ...outputs });
  }

  private takeOutputs(urn: string, outputs: PropertyMap): void {
    const step = this.deployment.unfinished.get(urn);
    if (!step?.now) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    this.deployment.unfinished.delete(urn);
    step.now.outputs = outputs;
    this.deployment.reporter.outputs(step);
    this.deployment.journal?.write();
  }

  private enqueue(generate: (answer: Answer) => Promise<Step[]>): Promise<RegisterResult> {
    const answered = new Promise<RegisterResult>((answer) => {
      this.queue = this.queue.then(() => this.schedule(() => generate(answer)));
    });
    return Promise.race([answered, this.ended]);
  }

  private async schedule(generate: () => Promise<Step[]>): Promise<void> {
    if (this.executor.isCancelled) return;
    try {
      const steps = (await generate()).filter((step) => !this.skip(step));
      if (steps.length > 0) void this.executor.execute(steps).then(() => this.goOn(steps));
    } catch (error) {
      if (!(error instanceof ReportedError))
        this.deployment.error(error instanceof Error ? error.message : String(error));
      this.end();
    }
  }

  /** What was imported is compared next. */
  private goOn(steps: Step[]): void {
    const [step] = steps;
    if (!(step instanceof ImportStep) || step.old === undefined) return;
    this.queue = this.queue.then(() => this.schedule(() => step.next(step.now)));
  }

  private end(): void {
    this.explained ||= !this.executor.isCancelled;
    this.executor.failed = true;
    this.executor.cancel();
  }

  /** What needs something that failed isn't tried. */
  private skip(step: Step): boolean {
    for (const failed of this.executor.erroredSteps) this.skipped.add(failed.resource.urn);
    const { urn, parent } = step.resource;
    if (![...dependenciesOf(step.resource), parent].some((needed) => this.skipped.has(needed))) return false;
    step.refuse("skipped");
    this.skipped.add(urn);
    return true;
  }

  private async deleteUnwanted(): Promise<void> {
    const needed = new Set<Resource>();
    for (const group of await planDeletions(this.deployment)) {
      for (const { old } of this.executor.erroredSteps) {
        if (!old || !this.deployment.graph.has(old)) continue;
        for (const dependency of this.deployment.graph.transitiveDependenciesOf(old)) needed.add(dependency);
      }
      const steps = group.filter((step) => !needed.has(step.resource));
      await Promise.all(steps.map((step) => this.executor.execute([step])));
      if (this.executor.isCancelled) return;
    }
  }
}
