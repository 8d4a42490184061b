import { createHash } from "node:crypto";
import type { PolicyResults } from "./policy-events";
import type { Preview } from "./preview";

/** How a report is made. */
export interface ReportOptions {
  /** What the short text may be long, in characters. Defaults to 60000. */
  limit?: number;
  /** What policies said. Defaults to nothing being known of policies. */
  policies?: PolicyResults;
  /** Where the whole text is found, as Markdown, for example a link to an artefact. Named when the short text is cut. */
  wholeText?: string;
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
}

/** Says what a preview would do. */
export function report(preview: Preview, { limit = 60_000 }: ReportOptions = {}): Report {
  const changes = preview.steps.filter(({ op }) => op !== "same");
  const counts = Object.entries(preview.changeSummary)
    .filter(([op, count]) => op !== "same" && count > 0)
    .map(([op, count]) => `${count} to ${op}`);
  const full = changes.length === 0 ? "No changes.\n" : `**${counts.join(", ")}**\n`;
  const digest = createHash("sha256").update(JSON.stringify(changes)).digest("hex");
  return { short: full.slice(0, limit), full, digest, changed: changes.length > 0 };
}
