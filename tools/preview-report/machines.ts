import { isRecord } from "./dns";
import { code, count, details, fence, html, htmlCode, size, table, cell, unknown } from "./markdown";
import { secret } from "./mask";
import { grouped, sorted } from "./order";
import { command, noun, type Change, type Plan } from "./plan";
import { propertyChanges } from "./property-changes";
import { importance, type Block, type Section } from "./section";
import { pieceChanges, piecesOf, scriptLabel, type PieceChange } from "./text-changes";

/** Diffs of at most this many lines are not folded away. */
const shortDiff = 24;
/** Told among what is deleted, or not to be told. */
const quiet = ["delete", "protect", "unprotect"];
type Mask = Plan["mask"];

const texts = ["create", "update", "delete"] as const;

/** What changes on machines and in the cloud, by machine and service. */
export function machines({ changes, mask }: Plan): Section | undefined {
  const relevant = changes.filter((change) => !isRecord(change) && !change.component && !quiet.includes(change.op));
  const groups = grouped(
    // A machine stands before its services.
    sorted(relevant, ({ machine = "", owner }) => `${machine}\n${machine === owner ? "" : owner}`),
    ({ machine = "", owner }) => `${machine}\n${owner}`,
  );
  const blocks = [...groups.values()].flatMap((group) => {
    const inside = blocksOf(group, mask);
    return inside.length === 0 ? [] : [{ text: headingOf(group[0]!), importance: importance.cost }, ...inside];
  });
  if (blocks.length === 0) return undefined;
  const files = relevant
    .filter(({ op }) => op !== "create")
    .flatMap((change) => changesOf(change, mask).map(({ label }) => label));
  const paths = files.filter((label) => label !== scriptLabel).length;
  const scripts = files.length - paths;
  const created = relevant.filter(({ op, type }) => op === "create" && type === command).length;
  const again = relevant.filter((change) => runsAgain(change, mask)).length;
  const words = [
    ...(paths > 0 ? [`${count(paths, "file")} changed`] : []),
    ...(scripts > 0 ? [`${count(scripts, "script")} changed`] : []),
    ...(created > 0 ? [`${count(created, "new step")}`] : []),
    ...(again > 0
      ? [
          `${count(again, "step")} run again as they are`.replace(
            "1 step run again as they are",
            "1 step runs again as it is",
          ),
        ]
      : []),
  ];
  return { title: "Machines and services", ...(words.length > 0 && { summary: words.join(", ") }), blocks };
}

function headingOf({ machine, owner, parent }: Change): string {
  const what = parent && /:(?:Host|ExistingHost)$/.test(parent.split("::")[2] ?? "") ? "machine " : "";
  return `**${what}${code(owner)}**${machine && machine !== owner ? ` on ${code(machine)}` : ""}`;
}

function blocksOf(group: Change[], mask: Mask): Block[] {
  const changed = group.filter(({ op }) => op !== "create");
  const properties = changed.filter(({ type }) => type !== command).flatMap(propertyLines);
  const diffs = changed.flatMap((change) => changesOf(change, mask).map((piece) => diffBlock(change, piece)));
  const silent = changed.filter(({ type, op }) => type === command && op === "update").flatMap(silentLines);
  const again = changed.filter((change) => runsAgain(change, mask)).map(({ name }) => code(name));
  const created = group.filter(({ op }) => op === "create");
  const lines = [
    ...properties,
    ...silent,
    ...(again.length > 0
      ? [
          `- ${again.length === 1 ? "runs" : "run"} again as ${again.length === 1 ? "it is" : "they are"}, on the new machine: ${again.join(", ")}`,
        ]
      : []),
  ];
  return [
    ...(lines.length > 0 ? [{ text: lines.join("\n"), importance: importance.cost - 5 }] : []),
    ...diffs,
    ...(created.length > 0 ? [createdBlock(created, mask)] : []),
  ];
}

/** A step of a machine that is another one now. */
function runsAgain(change: Change, mask: Mask): boolean {
  return change.type === command && change.op === "replace" && changesOf(change, mask).length === 0;
}

/** What changes in the texts of a command. */
function changesOf({ type, old, new: now, op }: Change, mask: Mask): PieceChange[] {
  if (type !== command || op === "create" || op === "delete") return [];
  return texts.flatMap((key) => {
    const [before, after] = [textOf(old?.[key]), textOf(now?.[key])];
    const changes = before === after ? [] : pieceChanges(before, after, mask);
    return key === "create" ? changes : changes.map((change) => ({ ...change, label: `${key}: ${change.label}` }));
  });
}

/** What can't be read of an update of a command. */
function silentLines({ name, old, new: now, differs }: Change): string[] {
  const words: string[] = [];
  if (differs.includes("stdin")) words.push("a secret that it reads changes");
  if (differs.includes("connection")) words.push("the way to the machine changes");
  if (texts.some((key) => now?.[key] === unknown)) words.push("its text is known only later");
  if (texts.some((key) => differs.includes(key) && now?.[key] === secret)) words.push("its text is secret");
  if (
    texts.some(
      (key) => differs.includes(key) && old?.[key] === now?.[key] && now?.[key] !== secret && now?.[key] !== unknown,
    )
  )
    words.push("a secret in its text changes");
  const seen = texts.some((key) => old?.[key] !== now?.[key]);
  if (words.length === 0 && seen) return [];
  const others = differs.filter((key) => ![...texts, "stdin", "connection"].includes(key));
  const why =
    words.length > 0 ? words.join(", ") : `because of ${others.map(code).join(", ") || "what can't be shown"}`;
  return [`- ${code(name)} runs again: ${why}`];
}

function propertyLines(change: Change): string[] {
  return propertyChanges(change).map((line) => `- ${noun(change.type)} ${code(change.name)}: ${line}`);
}

function diffBlock({ name }: Change, { label, kind, hunks, added, removed, notes }: PieceChange): Block {
  const what = label.includes("/") ? htmlCode(label) : `${label} of ${htmlCode(name)}`;
  const word =
    kind === "changed"
      ? ""
      : kind === "new"
        ? " new"
        : " no longer written (what is there stays unless the script removes it)";
  const figures = added + removed > 0 ? ` +${added} −${removed}` : "";
  const summary = `${what}${word}${figures}${notes.map((note) => ` · ${html(note)}`).join("")}`;
  if (hunks === undefined) return { text: `- ${summary}`, importance: importance.diff };
  const open = hunks.split("\n").length <= shortDiff && kind !== "gone";
  return {
    text: details(summary, fence(hunks, "diff"), open),
    brief: `- ${summary} (cut)`,
    importance: importance.diff,
  };
}

function createdBlock(created: Change[], mask: Mask): Block {
  const commands = created.filter(({ type }) => type === command);
  const others = created.filter(({ type }) => type !== command);
  const rows = commands.flatMap(({ name, new: inputs }) => {
    const text = textOf(inputs?.create);
    const pieces = text === secret || text === unknown ? [] : [...piecesOf(text, mask)];
    if (pieces.length === 0) return [[cell(name), text === secret ? "secret" : "known later", "", ""]];
    return pieces.map(([label, { content, rights = "" }]) => [
      cell(name),
      label.includes("/") ? cell(label) : label,
      rights === "" ? "" : cell(rights),
      size(Buffer.byteLength(content)),
    ]);
  });
  const parts = [
    ...(others.length > 0
      ? [others.map(({ type, name, new: inputs }) => `- new ${noun(type)} ${code(name)}${facts(inputs)}`).join("\n")]
      : []),
    ...(rows.length > 0 ? [table(["step", "file", "rights", "size"], rows)] : []),
  ];
  const files = rows.filter(([, file, rights]) => rights !== "" || file !== scriptLabel).length;
  const words = [
    ...(commands.length > 0
      ? [`${count(commands.length, "new step")}${files > 0 ? ` with ${count(files, "file")}` : ""}`]
      : []),
    ...(others.length > 0 ? [`${count(others.length, "new resource")}`] : []),
  ];
  const summary = words.join(", ");
  return { text: details(summary, parts.join("\n\n")), brief: `- ${summary} (cut)`, importance: importance.created };
}

/** What of a new resource is short enough to be said. */
function facts(inputs: Change["new"] = {}): string {
  const shown = ["size", "region", "image", "backups", "type", "algorithm", "target"]
    .filter((key) => ["string", "number"].includes(typeof inputs[key]) && inputs[key] !== unknown)
    .map((key) => `${key} ${code(String(inputs[key]))}`);
  return shown.length > 0 ? `: ${shown.join(", ")}` : "";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
