import { cell, code, count, details, table } from "./markdown";
import { maskText } from "./mask";
import { compare } from "./order";
import { nameOf } from "./plan";
import { isMandatory, type PolicyResults } from "./policy-events";
import { importance, type Section } from "./section";

/** What policies said; without any, that none were asked. */
export function policies(results: PolicyResults | undefined, literals: readonly string[]): Section | undefined {
  if (!results) return undefined;
  const { passed } = results;
  const violations = [...results.violations].sort(
    (a, b) => Number(isMandatory(b)) - Number(isMandatory(a)) || compare(a.policy, b.policy),
  );
  const title = "Policies";
  const kept = passed.length > 0 ? `${count(passed.length, "rule")} kept` : "";
  if (violations.length === 0)
    return {
      title,
      blocks: [{ text: kept === "" ? "Nothing found." : `${kept}, nothing found.`, importance: importance.advice }],
    };
  const mandatory = violations.filter(isMandatory).length;
  const rows = violations.map((violation) => [
    isMandatory(violation) ? "🔴 stops the update" : "🟠 advice",
    cell(violation.policy),
    violation.urn === undefined ? "the stack" : cell(maskText(nameOf(violation.urn), literals)),
    cell(maskText(violation.message, literals)),
  ]);
  const advice = violations.length - mandatory;
  const words = [
    ...(mandatory > 0
      ? [`🔴 ${count(mandatory, "policy violation")} that stop${mandatory === 1 ? "s" : ""} the update`]
      : []),
    ...(advice > 0 ? [`🟠 ${count(advice, "piece")} of advice by policies`] : []),
  ];
  const head = ["", "rule", "resource", "what it says"];
  const parts = [
    ...(mandatory > 0 ? [table(head, rows.slice(0, mandatory))] : []),
    ...(advice > 0 ? [details(`${count(advice, "piece")} of advice`, table(head, rows.slice(mandatory)))] : []),
    ...(kept ? [`${kept}.`] : []),
  ];
  const text = parts.join("\n\n");
  const first = `the first: ${code(maskText(violations[0]!.message, literals).slice(0, 200))}`;
  return {
    title,
    summary: words.join(", "),
    blocks: [
      {
        text,
        brief: `${words.join(", ")}; ${first}.`,
        importance: mandatory > 0 ? importance.mandatory : importance.advice,
      },
    ],
  };
}
