import { checkedSteps, isObject } from "./checked-steps";
import { PreviewError } from "./failure";
import { policiesOf, type PolicyResults } from "./policy-events";
import { stepsOf, type EngineEvent } from "./events";

/** A resource as a preview shows it: secrets are `[secret]`, what is not known yet is Pulumi's sentinel. */
export interface ResourceState {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  parent?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
}

/** What would be done to one resource. */
export interface PreviewStep {
  op: string;
  urn: string;
  provider?: string;
  oldState?: ResourceState;
  newState?: ResourceState;
  diffReasons?: string[];
  replaceReasons?: string[];
  detailedDiff?: Record<string, { kind: string; inputDiff?: boolean }> | null;
}

/** What a step does, as far as it does anything: one that only looks or stays does not, but one that takes or gives protection does. */
export function effect({ op, oldState, newState }: PreviewStep): string | undefined {
  if (op === "refresh") return undefined;
  if (op !== "same") return op;
  const [before = false, after = false] = [oldState?.protect, newState?.protect];
  return before === after ? undefined : after ? "protect" : "unprotect";
}

/** Something that Pulumi or the program said. */
export interface Diagnostic {
  urn?: string;
  message: string;
  severity: string;
}

/** What a preview found, as `pulumi preview --json` prints it. */
export interface Preview {
  steps: PreviewStep[];
  diagnostics: Diagnostic[];
  changeSummary: Record<string, number>;
  /** What policies said, if the preview was read from events, which tell it. */
  policies?: PolicyResults;
}

/** What is said of text that is no preview: no more than this many characters of it. */
const shown = 2000;

/**
 * Reads what `pulumi preview --json` printed: its one object, or the events that it prints line by line where
 * PULUMI_ENABLE_STREAMING_JSON_PREVIEW is set. Errors in place of a preview become a preview that failed.
 */
export function readPreview(text: string): Preview {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") throw new PreviewError("the preview is empty: pulumi preview --json printed nothing");
  const lines = trimmed.split("\n");
  if (lines.length > 1 && isObject(parsed(lines.find((line) => line.startsWith("{")) ?? ""))) return fromEvents(lines);
  // A tool that ran the preview may have said something first.
  const start = trimmed.startsWith("{") ? 0 : trimmed.search(/^\{\s*$/m);
  const value = parsed(start < 0 ? trimmed : trimmed.slice(start));
  if (isObject(value)) return "steps" in value || "changeSummary" in value ? checked(value) : fromEvents([trimmed]);
  if (/^\s*(?:error|panic|warning)\b/im.test(trimmed) && !trimmed.startsWith("{"))
    return { steps: [], diagnostics: [{ severity: "error", message: trimmed.slice(0, shown) }], changeSummary: {} };
  if (value !== undefined) throw other();
  throw new PreviewError(
    trimmed.startsWith("{")
      ? `the preview ends too early or is damaged: ${reason(trimmed)}`
      : "this is not what pulumi preview --json prints: there is no JSON in it",
  );
}

function other(): PreviewError {
  return new PreviewError("this is JSON, but neither a preview of Pulumi's nor its events");
}

function checked(value: Record<string, unknown>): Preview {
  const { steps: given, diagnostics = [], changeSummary = {} } = value;
  const steps = checkedSteps(given ?? []);
  if (!Array.isArray(diagnostics) || !isObject(changeSummary))
    throw new PreviewError("this is not what pulumi preview --json prints: its diagnostics or its summary are none");
  return {
    steps,
    diagnostics: diagnostics.filter((one): one is Diagnostic => isObject(one) && typeof one.message === "string"),
    changeSummary: numbers(changeSummary),
  };
}

function fromEvents(lines: string[]): Preview {
  const events = lines.map(parsed).filter(isObject) as EngineEvent[];
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  const diagnostics = events.flatMap(({ diagnosticEvent }) => diagnosticEvent ?? []);
  const policies = policiesOf(events);
  if (events.every(({ resourcePreEvent, diagnosticEvent }) => !resourcePreEvent && !diagnosticEvent) && !summary)
    throw other();
  return {
    steps: checkedSteps(stepsOf(events)),
    diagnostics: diagnostics.map(({ urn, message, severity }) => ({ message, severity, ...(urn && { urn }) })),
    changeSummary: numbers(summary?.resourceChanges ?? {}),
    ...(policies && { policies }),
  };
}

function numbers(counts: object): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, number]) => typeof number === "number"));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why it can't be read, without the text that the parser quotes. */
function reason(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return (error as Error).message.replace(/,? ?"[\s\S]*$/, "").replace(/\.\.\.[\s\S]*$/, "");
  }
}
