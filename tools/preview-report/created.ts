import { textOf } from "./command-changes";
import { cell, code, count, details, size, table, unknown } from "./markdown";
import { secret } from "./mask";
import { command, noun, type Change, type Plan } from "./plan";
import { importance, type Block } from "./section";
import { piecesOf, scriptLabel } from "./text-changes";

/** What is new on a machine or of a service, folded away: settings of resources, and files with their sizes. */
export function createdBlock(created: Change[], mask: Plan["mask"]): Block {
  const commands = created.filter(({ type }) => type === command);
  const others = created.filter(({ type }) => type !== command);
  const rows = commands.flatMap((change) => filesOf(change, mask));
  const parts = [
    ...(others.length > 0 ? [others.map(resourceLine).join("\n")] : []),
    ...(rows.length > 0 ? [table(["step", "file", "rights", "size"], rows)] : []),
  ];
  const files = rows.filter(([, file, rights]) => rights !== "" || file !== scriptLabel).length;
  const words = [
    ...(commands.length > 0
      ? [`${count(commands.length, "new step")}${files > 0 ? ` with ${count(files, "file")}` : ""}`]
      : []),
    ...(others.length > 0 ? [count(others.length, "new resource")] : []),
  ];
  const summary = words.join(", ");
  return { text: details(summary, parts.join("\n\n")), brief: `- ${summary} (cut)`, importance: importance.created };
}

function filesOf({ name, new: inputs }: Change, mask: Plan["mask"]): string[][] {
  const text = textOf(inputs?.create);
  if (text === secret || text === unknown) return [[cell(name), text === secret ? "secret" : "known later", "", ""]];
  return [...piecesOf(text, mask)].map(([label, { content, rights = "" }]) => [
    cell(name),
    label.includes("/") ? cell(label) : label,
    rights === "" ? "" : cell(rights),
    size(Buffer.byteLength(content)),
  ]);
}

/** A new resource, with what is short enough to be said. */
function resourceLine({ type, name, new: inputs = {} }: Change): string {
  const facts = ["size", "region", "image", "backups", "type", "algorithm", "target"]
    .filter((key) => ["string", "number"].includes(typeof inputs[key]) && inputs[key] !== unknown)
    .map((key) => `${key} ${code(String(inputs[key]))}`);
  return `- new ${noun(type)} ${code(name)}${facts.length > 0 ? `: ${facts.join(", ")}` : ""}`;
}
