import { describeStep, type Changes, type Diagnostic, type EngineEvent } from "./events";
import type { PolicyFinding, PolicyPackOf } from "./events";
import type { PolicyPack } from "./policy-pack";
import { previewStep, type PreviewDigest, type PreviewStep } from "./preview-digest";
import type { Operation, Step } from "./steps/step";

type Payload = Omit<EngineEvent, "sequence" | "timestamp">;

/** Collects what a run has to tell, and tells it at once to whoever listens. */
export class Reporter {
  readonly events: EngineEvent[] = [];
  readonly changes: Changes = {};
  /** True once an error was reported. */
  failed = false;
  private readonly started = Date.now();
  private readonly previewSteps: PreviewStep[] = [];
  private maybeCorrupt = false;
  private steps = 0;

  constructor(
    private readonly preview: boolean,
    /** A refresh counts what it finds instead of how often it looked. */
    private readonly refreshing: boolean,
    private readonly listener?: (event: EngineEvent) => void,
  ) {}

  prelude(config: Record<string, string>): void {
    this.emit({ preludeEvent: { config } });
  }

  /** A step begins. */
  before(step: Step): void {
    this.emit({ resourcePreEvent: { metadata: describeStep(step), ...this.planning() } });
    const shown = previewStep(step);
    if (this.preview && shown) this.previewSteps.push(shown);
  }

  /** A step was done. */
  after(step: Step): void {
    const op = this.refreshing ? step.result : step.op;
    if (!step.internal && (step.logical || (this.refreshing && step.op === "refresh")) && counts(step)) {
      this.changes[op] = (this.changes[op] ?? 0) + 1;
      this.steps += 1;
    }
    if (this.preview || step.resource.custom || op === "delete" || step.op === "refresh") this.outputs(step, op);
  }

  /** Outputs of a component arrived. */
  outputs(step: Step, op: Operation = step.op): void {
    this.emit({ resOutputsEvent: { metadata: describeStep(step, op), ...this.planning() } });
    if (step.op !== "refresh" || (op !== "delete" && (op !== "update" || !step.reasons.detailedDiff))) return;
    const index = this.previewSteps.findIndex(({ urn }) => urn === step.resource.urn);
    const shown = previewStep(step, op);
    if (index >= 0 && shown) this.previewSteps[index] = shown;
  }

  /** A step failed. */
  failure(step: Step, message: string, status: number): void {
    this.maybeCorrupt ||= !this.preview && status === 2;
    const urn = step.internal ? undefined : step.resource.urn;
    this.diagnostic({ urn, severity: "error", message: this.preview ? `Preview failed: ${message}` : message });
    if (!this.preview) this.emit({ resOpFailedEvent: { metadata: describeStep(step), status, steps: this.steps } });
  }

  diagnostic({ urn, message, severity, ephemeral }: Diagnostic): void {
    if (severity === "error") this.failed = true;
    const prefix = severity === "info" || severity === "info#err" ? undefined : `${severity}: `;
    const text = message.endsWith("\n") ? message : `${message}\n`;
    const event = { ...(urn && { urn }), ...(prefix && { prefix }), message: text, color: "never", severity };
    this.emit({ diagnosticEvent: { ...event, ...(ephemeral && { ephemeral }) } });
  }

  /** Rules are read before anything else. */
  policiesLoaded(): void {
    this.emit({ policyLoadEvent: {} });
  }

  /** A rule isn't kept. */
  policy(pack: PolicyPack, finding: PolicyFinding): void {
    if (finding.enforcementLevel === "mandatory") this.failed = true;
    const message = finding.message.endsWith("\n") ? finding.message : `${finding.message}\n`;
    this.emit({ policyEvent: { ...finding, message, color: "never", ...packOf(pack) } });
  }

  /** Which rules a resource keeps, or the stack if there is none, and which not. */
  policySummary(pack: PolicyPack, resourceUrn: string | undefined, broken: ReadonlySet<string>): void {
    const rules = pack.rules[resourceUrn === undefined ? "stack" : "resource"];
    const [passed, failed] = [rules.filter((name) => !broken.has(name)), [...broken].sort()];
    const kept = { ...packOf(pack), ...(passed.length > 0 && { passed }), ...(failed.length > 0 && { failed }) };
    if (resourceUrn === undefined) this.emit({ policyAnalyzeStackSummaryEvent: kept });
    else this.emit({ policyAnalyzeSummaryEvent: { resourceUrn, ...kept } });
  }

  summary(packs: readonly PolicyPack[] = []): void {
    this.emit({
      summaryEvent: {
        maybeCorrupt: this.maybeCorrupt,
        durationSeconds: Math.ceil((Date.now() - this.started) / 1000),
        resourceChanges: this.changes,
        PolicyPacks: Object.fromEntries(
          packs.map(({ name, directory, version }) => [`${name}|local|${directory}`, version]),
        ),
        isPreview: this.preview,
        result: this.failed ? "failed" : "succeeded",
      },
    });
  }

  /** The whole preview as one JSON document. */
  digest(): PreviewDigest {
    const config = this.events.find((event) => event.preludeEvent)?.preludeEvent?.config ?? {};
    const diagnostics = this.events
      .flatMap(({ diagnosticEvent }) => (diagnosticEvent ? [diagnosticEvent] : []))
      .filter(({ severity, ephemeral }) => severity !== "debug" && !ephemeral)
      .map(({ urn, prefix = "", message, severity }) => ({ ...(urn && { urn }), message: prefix + message, severity }));
    return {
      ...(Object.keys(config).length > 0 && { config }),
      ...(this.previewSteps.length > 0 && { steps: this.previewSteps }),
      ...(diagnostics.length > 0 && { diagnostics }),
      duration: (Date.now() - this.started) * 1_000_000,
      changeSummary: this.changes,
    };
  }

  private planning(): { planning?: boolean } {
    return this.preview ? { planning: true } : {};
  }

  private emit(payload: Payload): void {
    const event = { sequence: this.events.length, timestamp: Math.floor(Date.now() / 1000), ...payload };
    this.events.push(event);
    this.listener?.(event);
  }
}

function packOf({ name, version }: PolicyPack): PolicyPackOf {
  return { policyPackName: name, policyPackVersion: version, policyPackVersionTag: version };
}

/** A look at a resource that brought nothing new isn't worth counting. */
function counts(step: Step): boolean {
  if (step.op !== "read") return true;
  return step.old !== undefined && JSON.stringify(step.old.outputs) !== JSON.stringify(step.now?.outputs);
}
