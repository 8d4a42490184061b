import { consequenceOf, notKnown, type Weight } from "./consequences";
import { cell, count, details, table, unknown } from "./markdown";
import { compare, grouped } from "./order";
import { droplet, noun, type Change, type Plan, type Properties } from "./plan";
import { importance, type Section } from "./section";

const head = ["", "what", "why", "what it means"];
const signs: Record<Weight, string> = { lost: "🔴", felt: "🟠", none: "⚪" };
const order: Weight[] = ["lost", "felt", "none"];
/** So many names are said in a row. */
const mostNames = 8;

interface Row {
  weight: Weight;
  change: Change;
  why: string;
  meaning: string;
}

/** What is replaced or deleted, why, and what becomes of data. */
export function dataLoss(plan: Plan): Section | undefined {
  const rows = plan.changes.flatMap((change): Row[] => {
    if (change.component) return [];
    if (change.op === "delete" || change.op === "replace")
      return [{ change, why: reason(change, plan), ...consequenceOf(change, plan) }];
    return interruption(change);
  });
  if (rows.length === 0) return undefined;
  // What happens for the same reason and means the same is one row.
  const groups = grouped(rows, ({ weight, change: { type, op }, why, meaning }) =>
    [weight, type, op, why, meaning].join("\n"),
  );
  const lines = [...groups.values()]
    .sort(([a], [b]) => order.indexOf(a!.weight) - order.indexOf(b!.weight) || compare(a!.change.urn, b!.change.urn))
    .map((group) => {
      const [{ weight, change, why, meaning }] = group as [Row];
      return [signs[weight], `${said(change)} ${names(group)}`, why, meaning];
    });
  const harmless = lines.filter(([sign]) => sign === signs.none);
  const shown = lines.filter(([sign]) => sign !== signs.none);
  const lost = rows.filter(({ weight }) => weight === "lost").map(({ change }) => cell(change.name));
  const worst = order.find((weight) => rows.some((row) => row.weight === weight))!;
  const unsure = rows.filter(({ meaning }) => meaning.includes(notKnown)).map(({ change }) => cell(change.name));
  const caution = lost.length > 0 ? [`> [!CAUTION]\n> Data is lost with ${listed(lost)}.`] : [];
  const summary =
    lost.length > 0
      ? `**data is lost** with ${listed(lost)}`
      : (machineOf(rows) ??
        (unsure.length > 0 ? `whether data is lost with ${listed(unsure)} is not known` : "no data is lost"));
  const text = [
    ...caution,
    ...(shown.length > 0 ? [table(head, shown)] : []),
    ...(harmless.length > 0 ? [details(`${harmless.length} more, without consequence`, table(head, harmless))] : []),
  ].join("\n\n");
  return {
    title: `${signs[worst]} Replaced or deleted`,
    summary: `${signs[worst]} ${summary}`,
    blocks: [
      {
        text,
        brief: `${count(lines.length, "row")} about what is replaced or deleted: ${summary}.`,
        importance: importance.loss,
      },
    ],
  };
}

/** A machine that becomes another one, in the head of a report. */
function machineOf(rows: Row[]): string | undefined {
  const row = rows.find(({ change }) => change.type === droplet && change.op !== "update");
  return row && `${said(row.change)} ${cell(row.change.name)}, ${row.why}: ${row.meaning}`;
}

function said({ op, type }: Change): string {
  const verb = ["delete", "replace", "unprotect"].includes(op) ? op : "change";
  return `**${verb}** ${noun(type)}`;
}

function names(group: Row[]): string {
  return listed(group.map(({ change }) => cell(change.name)));
}

function listed(all: string[]): string {
  return all.length > mostNames
    ? `${all.slice(0, mostNames).join(", ")} and ${all.length - mostNames} more`
    : all.join(", ");
}

function reason({ op, replaces, differs, type, parent, urn, old, new: now }: Change, { changes }: Plan): string {
  if (op === "delete") {
    const successor = changes.find(
      (one) => one.type === type && one.op === "create" && one.parent === parent && one.urn !== urn,
    );
    return successor && type === droplet ? `${cell(successor.name)} takes its place` : "no longer in the program";
  }
  const keys = replaces.length > 0 ? replaces : differs;
  return keys.length > 0 ? keys.map((key) => difference(key, old, now)).join(", ") : "follows what it depends on";
}

/** A property that differs, with its values where they can be read in a cell. */
function difference(key: string, old: Properties = {}, now: Properties = {}): string {
  const [before, after] = [old[key], now[key]];
  const short = [before, after].every(
    (value) => ["string", "number", "boolean"].includes(typeof value) && String(value).length < 40,
  );
  if (!short || before === after) return `${cell(key)} differs`;
  return `${cell(key)} ${cell(String(before))} → ${after === unknown ? "known later" : cell(String(after))}`;
}

/** Changes that people notice. */
function interruption(change: Change): Row[] {
  const { type, op, old = {}, new: now = {} } = change;
  if (op === "unprotect")
    return [{ weight: "felt", change, why: "no longer said in the program", meaning: "may be deleted from then on" }];
  if (type !== droplet || op !== "update") return [];
  const felt = (key: string, meaning: string): Row[] =>
    old[key] === now[key] ? [] : [{ weight: "felt", change, why: difference(key, old, now), meaning }];
  return [
    ...felt("size", "switched off and on again; data and address kept"),
    ...(old.backups === true ? felt("backups", "DigitalOcean makes no backups of it any more") : []),
  ];
}
