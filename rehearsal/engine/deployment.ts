import { Graph } from "./graph";
import type { Journal } from "./journal";
import type { Policies } from "./policies";
import { ReportedError } from "./messages";
import { Progress } from "./progress";
import type { ProviderRegistry } from "./provider-registry";
import type { Reporter } from "./reporter";
import type { Resource } from "./resource";
import type { Step } from "./steps/step";
import { createUrn, parseReference, STACK_TYPE } from "./urn";

/** What everything in one run of the engine shares. */
export class Deployment {
  readonly progress = new Progress();
  /** Steps whose resource may still be given outputs by the program. */
  readonly unfinished = new Map<string, Step>();
  /** What the last run left, in dependency order. */
  previous: Resource[] = [];
  /** The same by URN, without what waits to be deleted. */
  olds = new Map<string, Resource>();
  graph = new Graph([]);
  /** Undefined where nobody set any rules. */
  policies: Policies | undefined;

  constructor(
    readonly stack: string,
    readonly project: string,
    readonly preview: boolean,
    readonly providers: ProviderRegistry,
    readonly reporter: Reporter,
    /** Undefined where nothing is to be stored. */
    readonly journal: Journal | undefined,
    previous: Resource[],
  ) {
    this.startFrom(previous);
  }

  /** Sets what is compared with: the last run's result, or what a refresh made of it. */
  startFrom(resources: Resource[]): void {
    this.previous = resources;
    this.graph = new Graph(resources);
    this.olds = new Map(resources.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]));
  }

  /** Makes sure that the provider of an old resource can be asked. */
  async ensureProvider(reference: string): Promise<void> {
    if (reference === "" || this.providers.get(reference)) return;
    const { urn, id } = parseReference(reference);
    const provider = this.previous.find((resource) => resource.urn === urn && resource.id === id);
    if (!provider) throw new Error(`could not find provider ${reference}`);
    await this.providers.same(provider);
  }

  /** The resource at the root. */
  get stackUrn(): string {
    return createUrn(this.stack, this.project, "", STACK_TYPE, `${this.project}-${this.stack}`);
  }

  error(message: string, urn?: string): void {
    this.reporter.diagnostic({ urn, message, severity: "error" });
  }

  warn(message: string, urn?: string): void {
    this.reporter.diagnostic({ urn, message, severity: "warning" });
  }

  info(message: string, urn?: string): void {
    this.reporter.diagnostic({ urn, message, severity: "info" });
  }

  /** Shows an error and returns what to throw to end the run. */
  report(message: string, urn?: string): ReportedError {
    this.error(message, urn);
    return new ReportedError(message);
  }
}
