import { code } from "./markdown";
import type { Plan } from "./plan";
import type { PolicyResults } from "./policy-events";
import type { Preview } from "./preview";
import type { Section } from "./section";

/** Operations in the order in which they are counted, and how they are said. */
const words: [string, string][] = [
  ["replace", "🔴 {} to replace"],
  ["delete", "🔴 {} to delete"],
  ["update", "🟡 {} to update"],
  ["create", "🟢 {} to create"],
  ["import", "🟢 {} to import"],
  ["read", "{} to read"],
  ["refresh", "{} to look at"],
];

interface Facts {
  plan: Plan;
  preview: Preview;
  failed: boolean;
  changed: boolean;
  policies: PolicyResults | undefined;
  sections: Section[];
  digest: string;
}

/** The first lines of a report: how much changes, and what matters of it. */
export function headline({ plan, preview, failed, changed, policies, sections, digest }: Facts): string {
  const stack = plan.stack === "" ? "" : code(`${plan.project}/${plan.stack}`);
  if (failed) return `### Preview${stack && ` of ${stack}`} failed`;
  const summaries = sections.flatMap(({ title, summary }) => (summary ? [`- ${lead(title, summary)}`] : []));
  if (!changed)
    return [`${stack || "Preview"}: no changes.`, ...(summaries.length > 0 ? [summaries.join("\n")] : [])].join("\n\n");
  return [
    `### Preview${stack && ` of ${stack}`}`,
    `**${counted(preview, plan)}**`,
    ...(summaries.length > 0 ? [summaries.join("\n")] : []),
    `<sub>digest ${code(digest)}${policies ? "" : " · no policies were asked"}</sub>`,
  ].join("\n\n");
}

function lead(title: string, summary: string): string {
  return title === "DNS" || title.startsWith("Machines") ? `${title}: ${summary}` : summary;
}

/** Pulumi's own count, or if it has none, ours. */
function counted({ changeSummary }: Preview, { changes }: Plan): string {
  const counts = new Map(Object.entries(changeSummary).filter(([, number]) => number > 0));
  if ([...counts.keys()].every((op) => op === "same"))
    for (const { op } of changes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const known = words.flatMap(([op, text]) => (counts.has(op) ? [text.replace("{}", String(counts.get(op)))] : []));
  const listed = new Set([...words.map(([op]) => op), "same"]);
  const others = [...counts]
    .filter(([op]) => !listed.has(op) && /^[a-z-]+$/.test(op))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const same = counts.get("same");
  return [...known, ...others.map(([op, number]) => `${number} to ${op}`), ...(same ? [`${same} unchanged`] : [])].join(
    " · ",
  );
}
