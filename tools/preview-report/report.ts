import { cost } from "./cost";
import { fit, join } from "./cut";
import { dataLoss } from "./data-loss";
import { digestOf } from "./digest";
import { dns } from "./dns";
import { headline } from "./headline";
import { machines } from "./machines";
import { planOf } from "./plan";
import { policies } from "./policies";
import { isMandatory, type PolicyResults } from "./policy-events";
import type { Preview } from "./preview";
import { errorsOf, failure, warnings } from "./problems";
import { unknowns } from "./unknowns";

/** How a report is made. */
export interface ReportOptions {
  /** What the short text may be long, in characters. Defaults to 60000. */
  limit?: number;
  /** What policies said. Defaults to what the preview's own events say, if it was read from events. */
  policies?: PolicyResults;
  /** A sentence of Markdown that says where the whole text is, for example with a link to an artefact. Used when the short text is cut. */
  wholeText?: string;
  /** Secrets that the caller knows, for example out of its environment: they are replaced wherever they turn up. */
  secrets?: readonly string[];
}

/** What a preview would do, for people. */
export interface Report {
  /** Markdown, never longer than the limit. */
  short: string;
  /** Markdown, everything. */
  full: string;
  /** Of what would change: the same for the same plan. */
  digest: string;
  /** Whether anything would change. */
  changed: boolean;
  /** Whether the preview itself failed, then the report says why, or policies stop the update. The digest is of no use. */
  failed: boolean;
  /** `PROJECT/STACK`, as far as the preview says it. */
  stack: string;
}

/** Says what a preview would do. */
export function report(preview: Preview, options: ReportOptions = {}): Report {
  const { limit = 60_000, wholeText = "", secrets = [] } = options;
  const plan = planOf(preview, secrets);
  const found = options.policies ?? preview.policies;
  const stopped = found?.violations.some(isMandatory) ?? false;
  const errors = errorsOf(preview, stopped);
  const failed = errors.length > 0;
  const changed = plan.changes.length > 0;
  // Advice is for whoever changes something.
  const quiet = !changed && !failed && !stopped;
  const sections = [
    failure(errors, secrets),
    ...(failed ? [] : [dataLoss(plan), dns(plan), machines(plan), cost(plan)]),
    ...(quiet || (failed && found?.violations.length === 0) ? [] : [policies(found, secrets)]),
    ...(failed ? [] : [unknowns(plan)]),
    ...(quiet ? [] : [warnings(preview, secrets)]),
  ].filter((section) => section !== undefined);
  const digest = digestOf(preview);
  const head = headline({ plan, preview, failed, changed, policies: found, sections, digest });
  const full = join(head, sections);
  const short = fit(head, sections, limit, wholeText);
  return { short, full, digest, changed, failed: failed || stopped, stack: `${plan.project}/${plan.stack}` };
}
