import { commandChanges, silentChanges } from "./command-changes";
import { createdBlock } from "./created";
import { isRecord } from "./dns";
import { code, count, details, fence, html, htmlCode } from "./markdown";
import { grouped, sorted } from "./order";
import { command, noun, type Change, type Plan } from "./plan";
import { propertyChanges } from "./property-changes";
import { importance, type Block, type Section } from "./section";
import { scriptLabel, type PieceChange } from "./text-changes";

/** Diffs of at most this many lines are not folded away. */
const shortDiff = 24;
/** Told among what is deleted, or not to be told. */
const elsewhere = ["delete", "protect", "unprotect"];

/** A change with what it does to scripts and files. */
interface Told {
  change: Change;
  pieces: PieceChange[];
}

/** What changes on machines and in the cloud, by machine and service. */
export function machines({ changes, mask }: Plan): Section | undefined {
  const relevant = changes
    .filter((change) => !isRecord(change) && !change.component && !elsewhere.includes(change.op))
    .map((change): Told => ({ change, pieces: commandChanges(change, mask) }));
  const groups = grouped(
    // A machine stands before its services.
    sorted(relevant, ({ change: { machine = "", owner } }) => `${machine}\n${machine === owner ? "" : owner}`),
    ({ change: { machine = "", owner } }) => `${machine}\n${owner}`,
  );
  const blocks = [...groups.values()].flatMap((group) => {
    const inside = blocksOf(group, mask);
    const heading = { text: headingOf(group[0]!.change), importance: importance.cost };
    return inside.length === 0 ? [] : [heading, ...inside];
  });
  if (blocks.length === 0) return undefined;
  const summary = summaryOf(relevant);
  return { title: "Machines and services", ...(summary !== "" && { summary }), blocks };
}

function summaryOf(relevant: Told[]): string {
  const labels = relevant.flatMap(({ pieces }) => pieces.map(({ label }) => label));
  const paths = labels.filter((label) => label !== scriptLabel).length;
  const scripts = labels.length - paths;
  const created = relevant.filter(({ change: { op, type } }) => op === "create" && type === command).length;
  const again = relevant.filter(runsAgain).length;
  return [
    ...(paths > 0 ? [`${count(paths, "file")} changed`] : []),
    ...(scripts > 0 ? [`${count(scripts, "script")} changed`] : []),
    ...(created > 0 ? [count(created, "new step")] : []),
    ...(again > 0 ? [again === 1 ? "1 step runs again as it is" : `${again} steps run again as they are`] : []),
  ].join(", ");
}

function headingOf({ machine, owner, parent }: Change): string {
  const what = parent && /:(?:Host|ExistingHost)$/.test(parent.split("::")[2] ?? "") ? "machine " : "";
  return `**${what}${code(owner)}**${machine && machine !== owner ? ` on ${code(machine)}` : ""}`;
}

function blocksOf(group: Told[], mask: Plan["mask"]): Block[] {
  const changed = group.filter(({ change }) => change.op !== "create");
  const created = group.map(({ change }) => change).filter(({ op }) => op === "create");
  const again = changed.filter(runsAgain).map(({ change }) => code(change.name));
  const lines = [
    ...changed.flatMap(({ change }) => propertyLines(change)),
    ...changed.flatMap(({ change }) => silentChanges(change)),
    ...(again.length > 0
      ? [`- ${again.length === 1 ? "runs again as it is" : "run again as they are"}: ${again.join(", ")}`]
      : []),
  ];
  return [
    ...(lines.length > 0 ? [{ text: lines.join("\n"), importance: importance.advice }] : []),
    ...changed.flatMap(({ change, pieces }) => pieces.map((piece) => diffBlock(change, piece))),
    ...(created.length > 0 ? [createdBlock(created, mask)] : []),
  ];
}

/** A step that is replaced though it reads the same: of a machine that is another one now. */
function runsAgain({ change, pieces }: Told): boolean {
  return change.type === command && change.op === "replace" && pieces.length === 0;
}

function propertyLines(change: Change): string[] {
  if (change.type === command) return [];
  return propertyChanges(change).map((line) => `- ${noun(change.type)} ${code(change.name)}: ${line}`);
}

function diffBlock({ name }: Change, { label, kind, hunks, added, removed, notes }: PieceChange): Block {
  const what = label.includes("/") ? htmlCode(label) : `${label} of ${htmlCode(name)}`;
  const words = {
    changed: "",
    new: " new",
    gone: " no longer written (what is there stays unless the script removes it)",
  };
  const figures = added + removed > 0 ? ` +${added} −${removed}` : "";
  const summary = `${what}${words[kind]}${figures}${notes.map((note) => ` · ${html(note)}`).join("")}`;
  if (hunks === undefined) return { text: `- ${summary}`, importance: importance.diff };
  const open = hunks.split("\n").length <= shortDiff && kind !== "gone";
  return {
    text: details(summary, fence(hunks, "diff"), open),
    brief: `- ${summary} (cut)`,
    importance: importance.diff,
  };
}
